package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.json.Value;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.quarantine.Settled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One change log that is written by one engine after the other, each of which may be killed. */
final class KilledEngine {

  /** The last change of every workload. */
  static final String LAST = "CREATE a 99";

  private static final Duration WAIT = Duration.ofSeconds(60);

  /** Starts an engine. */
  interface Starts {
    CaptureEngine.Running start(ChangeLogWriter writer, RecordTap tap);
  }

  /** What a tap throws. */
  static final class Killed extends RuntimeException {
    Killed() {
      super("killed by the test");
    }
  }

  private final InMemoryChangeLog log = new InMemoryChangeLog();
  private final Starts starts;
  private final Supplier<String> server;

  /**
   * A change log that begins at a position.
   *
   * @param server tells what the server does, for a failure
   */
  KilledEngine(StoredPosition beginning, Starts starts, Supplier<String> server) {
    this.starts = starts;
    this.server = server;
    log.start(beginning);
  }

  InMemoryChangeLog log() {
    return log;
  }

  /**
   * Runs until the tap throws, an engine dies, or the whole workload is in the change log.
   *
   * @param killAfterCommit fails after that many commits, before the engine hears of them
   */
  void run(RecordTap tap, OptionalInt killAfterCommit) throws InterruptedException {
    CountDownLatch complete = new CountDownLatch(1);
    ChangeLogWriter writer = new NotingWriter(log.open(), complete, killAfterCommit);
    CaptureEngine.Running engine = starts.start(writer, tap);
    engine.completion().whenComplete((failure, never) -> complete.countDown());
    try {
      assertThat(complete.await(WAIT.toMillis(), TimeUnit.MILLISECONDS))
          .as(
              () ->
                  "the workload's end; the change log has %s at %s; engine %s;%n%s"
                      .formatted(changes(), log.position(), engine.status(), server.get()))
          .isTrue();
    } finally {
      // Two that read a log under one name end each other's connections.
      engine.stop(WAIT);
    }
  }

  /** The changes in the log: what, table and key. */
  List<String> changes() {
    List<String> changes = new ArrayList<>();
    for (ChangeLogRecord logged : log.records()) {
      shown(logged).ifPresent(changes::add);
    }
    return changes;
  }

  private static Optional<String> shown(ChangeLogRecord logged) {
    return switch (logged) {
      case ChangeEvent event ->
          Optional.of(
              "%s %s %s"
                  .formatted(
                      event.changeType(),
                      event.source().table().table(),
                      ((Value.Num) event.key().require("id")).literal()));
      case ControlRecord.Truncated truncated ->
          Optional.of("TRUNCATE " + truncated.table().table());
      case ControlRecord other -> Optional.empty();
    };
  }

  /** Tells when the workload's last change is committed, and fails where it is asked to. */
  private static final class NotingWriter implements ChangeLogWriter {

    private final ChangeLogWriter log;
    private final CountDownLatch complete;
    private final OptionalInt kill;
    private boolean last;
    private int commits;

    NotingWriter(ChangeLogWriter log, CountDownLatch complete, OptionalInt kill) {
      this.log = log;
      this.complete = complete;
      this.kill = kill;
    }

    @Override
    public Optional<StoredPosition> position() {
      return log.position();
    }

    @Override
    public void begin() {
      log.begin();
    }

    @Override
    public int partitions() {
      return log.partitions();
    }

    @Override
    public void append(int partition, String key, ChangeLogRecord changeLogRecord) {
      log.append(partition, key, changeLogRecord);
      last = last || shown(changeLogRecord).filter(LAST::equals).isPresent();
    }

    @Override
    public void quarantine(int partition, QuarantineRecord refused, long ahead) {
      log.quarantine(partition, refused, ahead);
    }

    @Override
    public void keep(QuarantineRecord refused) {
      log.keep(refused);
    }

    @Override
    public void settle(String key, Settled settled) {
      log.settle(key, settled);
    }

    @Override
    public void answer(RetryRequest request) {
      log.answer(request);
    }

    @Override
    public void commit(Optional<StoredPosition> position) {
      log.commit(position);
      commits++;
      if (last) {
        complete.countDown();
      }
      if (kill.isPresent() && kill.getAsInt() == commits) {
        throw new Killed();
      }
    }

    @Override
    public void abort() {
      log.abort();
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
