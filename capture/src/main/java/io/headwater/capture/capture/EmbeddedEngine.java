package io.headwater.capture.capture;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.StoredPosition;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of Debezium's engine for a source database.
 *
 * <p>It goes on at the writer's position, or takes a snapshot when there is none, and ends at the
 * first failure; it closes its writer, and a restart needs a new one. Batches are handled on one
 * thread of the engine. The server is told to discard only what the change log has committed.
 */
public final class EmbeddedEngine implements CaptureEngine.Running {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEngine.class);

  /** The server is told so often at most what it may discard. */
  private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(1);

  private static final Duration STOP_POLL = Duration.ofMillis(20);

  private final EngineSettings settings;
  private final EngineDialect dialect;
  private final ChangeLogWriter writer;
  private final RetryInbox inbox;
  private final MeterRegistry meters;
  private final RecordTap tap;
  private final EngineStatus status;
  private final CompletableFuture<Optional<Throwable>> completion = new CompletableFuture<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicReference<Optional<DebeziumEngine<RecordChangeEvent<SourceRecord>>>> engine =
      new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<Throwable>> failure =
      new AtomicReference<>(Optional.empty());

  private EmbeddedEngine(
      EngineSettings settings,
      ChangeLogWriter writer,
      RetryInbox inbox,
      MeterRegistry meters,
      RecordTap tap) {
    this.settings = settings;
    this.dialect = dialect(settings);
    this.writer = writer;
    this.inbox = inbox;
    this.meters = meters;
    this.tap = tap;
    this.status =
        new EngineStatus(
            settings, writer.position().flatMap(Positions::end), meters, Clock.systemUTC());
  }

  /** Starts an engine for which nobody wishes retries. */
  static CaptureEngine.Running start(
      EngineSettings settings, ChangeLogWriter writer, MeterRegistry meters) {
    return start(settings, writer, meters, RecordTap.NONE);
  }

  /**
   * Starts an engine and returns at once; failures show in the engine's completion.
   *
   * @param writer the change log; the engine closes it when it ends
   * @param inbox what retries are wished; the engine closes it too
   */
  public static CaptureEngine.Running start(
      EngineSettings settings, ChangeLogWriter writer, RetryInbox inbox, MeterRegistry meters) {
    return start(settings, writer, inbox, meters, RecordTap.NONE);
  }

  /** Starts an engine for which nobody wishes retries. */
  static CaptureEngine.Running start(
      EngineSettings settings, ChangeLogWriter writer, MeterRegistry meters, RecordTap tap) {
    return start(settings, writer, RetryInbox.none(), meters, tap);
  }

  private static CaptureEngine.Running start(
      EngineSettings settings,
      ChangeLogWriter writer,
      RetryInbox inbox,
      MeterRegistry meters,
      RecordTap tap) {
    EmbeddedEngine running = new EmbeddedEngine(settings, writer, inbox, meters, tap);
    Thread thread = new Thread(running::run, "capture-" + settings.source());
    thread.setDaemon(true);
    thread.start();
    return running;
  }

  private static EngineDialect dialect(EngineSettings settings) {
    return switch (settings.vendor()) {
      case POSTGRESQL -> new PostgresDialect(settings);
      case MARIADB, MYSQL -> new BinlogDialect(settings);
    };
  }

  @Override
  public SourceStatus status() {
    return status.current();
  }

  @Override
  public CompletableFuture<Optional<Throwable>> completion() {
    return completion.copy();
  }

  @Override
  public void stop(Duration limit) {
    stop.countDown();
    long deadline = System.nanoTime() + limit.toNanos();
    boolean closed = false;
    while (!completion.isDone() && System.nanoTime() < deadline) {
      closed = closed || closeEngine();
      try {
        completion.get(STOP_POLL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillEnding) {
        LOG.trace("The engine of source '{}' is still ending", settings.source());
      } catch (ExecutionException e) {
        throw new IllegalStateException("an engine's completion never fails", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** False while the engine is at a point where it cannot be closed. */
  private boolean closeEngine() {
    Optional<DebeziumEngine<RecordChangeEvent<SourceRecord>>> running = engine.get();
    if (running.isEmpty()) {
      return false;
    }
    try {
      running.get().close();
      return true;
    } catch (IllegalStateException e) {
      LOG.debug(
          "The engine of source '{}' is starting or ending: {}", settings.source(), e.getMessage());
      return false;
    } catch (IOException e) {
      LOG.warn("The engine of source '{}' did not close cleanly", settings.source(), e);
      return true;
    }
  }

  private void run() {
    try (CommittedOffsetStore.Registration offsets =
        new CommittedOffsetStore.Registration(writer.position())) {
      EngineDialect.Reading reading = dialect.prepare(writer.position(), status, stop);
      if (stop.getCount() > 0) {
        runEngine(offsets, reading);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    } catch (SQLException | RuntimeException | Error e) {
      fail(e);
    }
    try (inbox) {
      writer.close();
    } catch (RuntimeException | Error e) {
      fail(e);
    }
    Optional<Throwable> cause = stop.getCount() == 0 ? Optional.empty() : failure.get();
    cause.ifPresentOrElse(status::failed, status::stopped);
    completion.complete(cause);
  }

  private void runEngine(CommittedOffsetStore.Registration offsets, EngineDialect.Reading reading) {
    Properties properties = new Properties();
    settings.connector().forEach(properties::setProperty);
    offsets.properties().forEach(properties::setProperty);
    // Kafka Connect's worker settings ask for it; nothing ever connects to it.
    properties.setProperty("bootstrap.servers", "unused:9092");
    BatchHandler handler =
        new BatchHandler(
            new Retries(settings.source(), writer, inbox, reading.renormalizer(), meters),
            reading.signals(),
            new SourceTransactions(
                settings.source(), settings.tables(), settings.limits(), writer, status),
            offsets,
            status,
            tap);
    DebeziumEngine<RecordChangeEvent<SourceRecord>> created =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(properties)
            .using((count, since) -> since.compareTo(FLUSH_INTERVAL) >= 0)
            .using(this::ended)
            .notifying(handler)
            .build();
    engine.set(Optional.of(created));
    if (stop.getCount() > 0) {
      created.run();
    }
  }

  private void ended(boolean success, String message, @Nullable Throwable error) {
    if (!success) {
      fail(dialect.explained(error == null ? new IllegalStateException(message) : error));
    } else if (stop.getCount() > 0) {
      fail(new IllegalStateException("the engine ended by itself: " + message));
    }
  }

  private void fail(Throwable cause) {
    failure.compareAndSet(Optional.empty(), Optional.of(cause));
  }

  /** Handles the engine's batches; after a failure it takes no more. */
  private static final class BatchHandler
      implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

    private final Retries retries;
    private final SignalReader signals;
    private final SourceTransactions transactions;
    private final CommittedOffsetStore.Registration offsets;
    private final EngineStatus status;
    private final RecordTap tap;

    BatchHandler(
        Retries retries,
        SignalReader signals,
        SourceTransactions transactions,
        CommittedOffsetStore.Registration offsets,
        EngineStatus status,
        RecordTap tap) {
      this.retries = retries;
      this.signals = signals;
      this.transactions = transactions;
      this.offsets = offsets;
      this.status = status;
      this.tap = tap;
    }

    @Override
    public void handleBatch(
        List<RecordChangeEvent<SourceRecord>> batch,
        DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
        throws InterruptedException {
      status.seen();
      for (RecordChangeEvent<SourceRecord> event : batch) {
        tap.before(event.record());
        signals.read(event.record()).forEach(transactions::accept);
      }
      Optional<StoredPosition> committed = transactions.endOfBatch();
      if (committed.isPresent()) {
        offsets.committed(committed.get());
        DebeziumEngine.Offsets acknowledged = committer.buildOffsets();
        committed.get().offset().forEach(acknowledged::set);
        committer.markProcessed(batch.get(batch.size() - 1), acknowledged);
        committer.markBatchFinished();
      }
      if (transactions.isBetweenTransactions()) {
        retries.perform(transactions.reached());
      }
    }
  }
}
