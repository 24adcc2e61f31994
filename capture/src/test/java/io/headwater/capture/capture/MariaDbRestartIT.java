package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Value;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.quarantine.Settled;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the engine at every record of a workload and starts it again: the change log must hold
 * every change once, in commit order.
 */
final class MariaDbRestartIT {

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final TableName A = MariaDbShop.table("a");
  private static final TableName B = MariaDbShop.table("b");
  private static final String LAST = "CREATE a 99";

  @TempDir private static Path folder;

  private static MariaDbShop database;
  private static StoredPosition beginning;
  private static Path history;
  private static List<String> expected;
  private static final AtomicInteger runs = new AtomicInteger();

  @BeforeAll
  static void runTheWorkload() throws Exception {
    database = new MariaDbShop();
    database.run(
        "create table a (id int primary key, v text)",
        "create table b (id int primary key, v text)",
        "create table unwatched (id int primary key)",
        "create table plain (id int primary key) engine = myisam");
    history = folder.resolve("history");
    InMemoryChangeLog log = new InMemoryChangeLog();
    CountDownLatch snapshot = new CountDownLatch(1);
    CaptureEngine.Running engine =
        EmbeddedEngine.start(
            settings(history, 16),
            log.open(),
            new SimpleMeterRegistry(),
            engineRecord -> {
              if (engineRecord.value() instanceof Struct value
                  && value.schema().field("type") != null
                  && "COMPLETED".equals(value.getString("type"))) {
                snapshot.countDown();
              }
            });
    assertThat(snapshot.await(WAIT.toMillis(), TimeUnit.MILLISECONDS))
        .as(() -> "the snapshot; " + engine.status())
        .isTrue();
    engine.stop(WAIT);
    beginning = log.position().orElseThrow();
    try (MariaDbRestartWorkload workload = new MariaDbRestartWorkload(database)) {
      expected = workload.run();
    }
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static EngineSettings settings(Path history, int batch) {
    return database.settings(
        "restart", history, Map.of("poll.interval.ms", "1", "max.batch.size", "" + batch), A, B);
  }

  /** One change log that is written by one engine after the other. */
  private static final class Runs {

    private final InMemoryChangeLog log = new InMemoryChangeLog();
    private final EngineSettings settings;

    Runs(int batch) throws Exception {
      log.start(beginning);
      Path own = folder.resolve("history-" + runs.getAndIncrement());
      Files.copy(history, own);
      settings = settings(own, batch);
    }

    /** Runs until the tap throws or the whole workload is in the change log. */
    void run(RecordTap tap, Optional<KillAfterCommit> kill) throws Exception {
      CountDownLatch complete = new CountDownLatch(1);
      ChangeLogWriter writer = new NotingWriter(log.open(), complete, kill);
      CaptureEngine.Running engine =
          EmbeddedEngine.start(settings, writer, new SimpleMeterRegistry(), tap);
      engine.completion().whenComplete((failure, never) -> complete.countDown());
      try {
        assertThat(complete.await(WAIT.toMillis(), TimeUnit.MILLISECONDS))
            .as(
                () ->
                    "the workload's end; the change log has %s at %s; engine %s"
                        .formatted(shown(log), log.position(), engine.status()))
            .isTrue();
      } finally {
        // Two that read the log under one server id end each other's connections.
        engine.stop(WAIT);
      }
    }
  }

  /** Fails after that many commits, before the engine hears of them. */
  private record KillAfterCommit(int commits) {}

  private static final class Killed extends RuntimeException {
    Killed() {
      super("killed by the test");
    }
  }

  @Test
  void losesAndDoublesNothingWhereverTheEngineIsKilled() throws Exception {
    Runs undisturbed = new Runs(1);
    AtomicInteger records = new AtomicInteger();
    undisturbed.run(
        engineRecord -> {
          if (isChangeOrBoundary(engineRecord)) {
            records.incrementAndGet();
          }
        },
        Optional.empty());
    assertHoldsTheWorkload("undisturbed", undisturbed.log);

    for (int index = 0; index < records.get(); index++) {
      Runs runs = new Runs(1);
      int killAt = index;
      AtomicInteger seen = new AtomicInteger();
      runs.run(
          engineRecord -> {
            if (isChangeOrBoundary(engineRecord) && seen.getAndIncrement() == killAt) {
              throw new Killed();
            }
          },
          Optional.empty());
      assertThat(shown(runs.log)).doesNotContain(LAST);
      runs.run(RecordTap.NONE, Optional.empty());
      assertHoldsTheWorkload("killed before record " + index, runs.log);
    }
  }

  @Test
  void losesAndDoublesNothingWhenKilledBetweenTheCommitAndItsAcknowledgement() throws Exception {
    int commits = 0;
    boolean killed = true;
    while (killed) {
      commits++;
      Runs runs = new Runs(1);
      runs.run(RecordTap.NONE, Optional.of(new KillAfterCommit(commits)));
      killed = !shown(runs.log).contains(LAST);
      if (killed) {
        runs.run(RecordTap.NONE, Optional.empty());
      }
      assertHoldsTheWorkload("killed after commit " + commits, runs.log);
    }
    assertThat(commits).isGreaterThan(8);
  }

  @Test
  void losesAndDoublesNothingWhenKilledAgainAndAgainWithLargeBatches() throws Exception {
    Runs runs = new Runs(16);
    int kills = 0;
    while (!shown(runs.log).contains(LAST)) {
      AtomicInteger seen = new AtomicInteger();
      int killAt = 7 + kills * 5;
      runs.run(
          engineRecord -> {
            if (seen.getAndIncrement() == killAt) {
              throw new Killed();
            }
          },
          Optional.empty());
      kills++;
    }

    assertThat(kills).isGreaterThan(2);
    assertHoldsTheWorkload("killed " + kills + " times", runs.log);
  }

  private static boolean isChangeOrBoundary(SourceRecord engineRecord) {
    return engineRecord.value() instanceof Struct value
        && (value.schema().field("op") != null || value.schema().field("status") != null);
  }

  private static void assertHoldsTheWorkload(String when, InMemoryChangeLog log) {
    assertThat(shown(log)).as(when).containsExactlyElementsOf(expected);
    List<TransactionMark> marks = new ArrayList<>();
    for (ChangeLogRecord logged : log.records()) {
      mark(logged).ifPresent(marks::add);
    }
    for (int i = 0; i < marks.size(); i++) {
      TransactionMark mark = marks.get(i);
      boolean first = i == 0 || marks.get(i - 1).last();
      assertThat(mark.index()).as(when).isEqualTo(first ? 0 : marks.get(i - 1).index() + 1);
      if (!first) {
        assertThat(mark.id()).as(when).isEqualTo(marks.get(i - 1).id());
      }
    }
    assertThat(marks.getLast().last()).as(when).isTrue();
  }

  private static Optional<TransactionMark> mark(ChangeLogRecord logged) {
    return switch (logged) {
      case ChangeEvent event -> event.transaction();
      case ControlRecord.Truncated truncated -> truncated.transaction();
      case ControlRecord other -> Optional.empty();
    };
  }

  private static List<String> shown(InMemoryChangeLog log) {
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
    private final Optional<KillAfterCommit> kill;
    private boolean last;
    private int commits;

    NotingWriter(ChangeLogWriter log, CountDownLatch complete, Optional<KillAfterCommit> kill) {
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
      if (kill.isPresent() && kill.get().commits() == commits) {
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
