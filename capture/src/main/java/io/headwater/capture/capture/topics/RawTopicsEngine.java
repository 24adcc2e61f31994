package io.headwater.capture.capture.topics;

import io.headwater.capture.capture.Retries;
import io.headwater.capture.capture.RetryInbox;
import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.normalize.RawRenormalizer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the engine of raw topics: reads what there is, normalizes it, and commits it to the
 * change log together with the place behind it.
 *
 * <p>It goes on at the writer's position, or at the topics' beginning when there is none, and ends
 * at the first failure; it closes its writer, and a restart needs a new one. All is done on one
 * thread.
 */
final class RawTopicsEngine implements CaptureEngine.Running {

  private static final Logger LOG = LoggerFactory.getLogger(RawTopicsEngine.class);

  /** What is committed together: the larger, the fewer commits, and the longer they take. */
  private static final int MAX_POLL_RECORDS = 5_000;

  private static final int MAX_FETCH_BYTES = 16 * 1024 * 1024;

  private final RawTopicsSettings settings;
  private final ChangeLogWriter writer;
  private final RetryInbox inbox;
  private final MeterRegistry meters;
  private final RawTopicsStatus status;
  private final CompletableFuture<Optional<Throwable>> completion = new CompletableFuture<>();
  private final AtomicReference<Optional<RawTopicsReader>> reading =
      new AtomicReference<>(Optional.empty());
  private volatile boolean stopped;

  private RawTopicsEngine(
      RawTopicsSettings settings, ChangeLogWriter writer, RetryInbox inbox, MeterRegistry meters) {
    this.settings = settings;
    this.writer = writer;
    this.inbox = inbox;
    this.meters = meters;
    this.status = new RawTopicsStatus(settings, meters, Clock.systemUTC());
  }

  /**
   * Starts an engine and returns at once; failures show in the engine's completion.
   *
   * @param writer the change log; the engine closes it when it ends
   * @param inbox what retries are wished; the engine closes it too
   */
  static CaptureEngine.Running start(
      RawTopicsSettings settings, ChangeLogWriter writer, RetryInbox inbox, MeterRegistry meters) {
    RawTopicsEngine running = new RawTopicsEngine(settings, writer, inbox, meters);
    Thread thread = new Thread(running::run, "capture-" + settings.source());
    thread.setDaemon(true);
    thread.start();
    return running;
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
    stopped = true;
    reading.get().ifPresent(RawTopicsReader::wakeup);
    try {
      completion.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("The engine of source '{}' has not ended within {}", settings.source(), limit);
    } catch (ExecutionException e) {
      throw new IllegalStateException("an engine's completion never fails", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Optional<Throwable> failure = Optional.empty();
    try (inbox) {
      capture();
    } catch (RuntimeException | Error e) {
      failure = Optional.of(e);
    }
    try {
      writer.close();
    } catch (RuntimeException | Error e) {
      failure = failure.or(() -> Optional.of(e));
    }
    Optional<Throwable> cause = stopped ? Optional.empty() : failure;
    cause.ifPresentOrElse(status::failed, status::stopped);
    completion.complete(cause);
  }

  private void capture() {
    RawTopics topics = RawTopics.find(settings.kafka(), settings.allTopics());
    settings.transactions().ifPresent(ends -> topics.requireOnePartition(ends.name()));
    Set<String> compacted = RawTopics.compacted(settings.kafka(), settings.topics().keySet());
    if (!compacted.isEmpty()) {
      LOG.warn(
          "The topics {} of source '{}' are compacted, so a delete may be gone before it is read;"
              + " mend: set cleanup.policy=delete; where the source's 'tables' name a table with its"
              + " 'topic', nothing is to be done, as a tombstone counts as a delete",
          compacted,
          settings.source());
    }
    RawIntake intake = new RawIntake(settings, topics, writer, status, Clock.systemUTC());
    Retries retries =
        new Retries(
            settings.source(),
            writer,
            inbox,
            new RawRenormalizer(
                intake::normalize, place -> OneRecord.read(settings.kafka(), properties(), place)),
            meters);
    RawPositions positions = new RawPositions(settings.source(), writer.position());
    positions.route(RawAppender.routing(settings, writer.partitions()));
    try (RawTopicsReader reader =
        new RawTopicsReader(
            new KafkaConsumer<>(
                properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            topics,
            positions)) {
      reading.set(Optional.of(reader));
      reader
          .readBack(settings.duplicateWindow(), intake::remember, () -> stopped)
          .forEach(intake::remembered);
      status.streaming();
      while (!stopped) {
        take(reader, intake);
        retries.perform(reader.shown());
      }
    } catch (WakeupException e) {
      if (!stopped) {
        throw e;
      }
    }
  }

  private void take(RawTopicsReader reader, RawIntake intake) {
    List<RawRecord> records = reader.poll(intake.ahead());
    status.seen();
    long now = System.nanoTime();
    intake.added(reader.partitions());
    intake.atEnd(reader.atEnd(), now);
    if (records.isEmpty() && !intake.isDue() && !reader.isPositionDue()) {
      return;
    }
    writer.begin();
    for (RawRecord raw : records) {
      intake.take(raw, now);
    }
    intake.handOn();
    writer.commit(Optional.of(reader.position(intake.held())));
    status.committed(reader.shown());
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>(settings.kafka());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // Records that are gone before they are read are missed changes: that must not go unseen.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MAX_FETCH_BYTES);
    return properties;
  }
}
