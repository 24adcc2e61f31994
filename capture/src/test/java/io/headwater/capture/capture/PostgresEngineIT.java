package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.SourceStatus.EngineState;
import io.headwater.core.capture.SourceStatus.TableProgress;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A whole engine against a real server. */
final class PostgresEngineIT {

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(5);

  private static ShopDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = new ShopDatabase(16);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static CaptureEngine.Running engine(
      String source, InMemoryChangeLog log, TableName... tables) {
    return EmbeddedEngine.start(
        database.settings(source, Map.of(), TransactionLimits.DEFAULT, tables),
        log.open(),
        new SimpleMeterRegistry());
  }

  private static void awaitState(CaptureEngine.Running engine, EngineState state) {
    await()
        .atMost(WAIT)
        .pollInterval(Duration.ofMillis(20))
        .failFast(() -> assertThat(engine.status().failure()).isEmpty())
        .until(() -> engine.status().state() == state);
  }

  private static void awaitEvents(InMemoryChangeLog log, int count) {
    await()
        .atMost(WAIT)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(log.events()).hasSizeGreaterThanOrEqualTo(count));
  }

  @Test
  void readsASnapshotThenEveryTransaction() throws Exception {
    TableName widgets = new TableName("public", "widgets");
    TableName empty = new TableName("public", "nothing_yet");
    database.run(
        "create table widgets (id int primary key, name text)",
        "create table nothing_yet (id int primary key)",
        "insert into widgets select i, 'widget ' || i from generate_series(1, 3) i",
        "analyze widgets");
    InMemoryChangeLog log = new InMemoryChangeLog();

    CaptureEngine.Running engine = engine("widgets", log, widgets, empty);
    awaitState(engine, EngineState.STREAMING);
    database.run(
        "begin; insert into widgets values (4, 'd'), (5, 'e');"
            + " update widgets set name = 'x' where id = 1; delete from widgets where id = 2; commit",
        "truncate widgets");
    await().atMost(WAIT).until(() -> log.records().getLast() instanceof ControlRecord.Truncated);
    var status = engine.status();
    long stopping = System.nanoTime();
    engine.stop(STOP);

    assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(2));
    assertThat(engine.completion().toCompletableFuture()).isCompletedWithValue(Optional.empty());
    List<ChangeLogRecord> records = log.records();
    assertThat(records.get(0)).isInstanceOf(ControlRecord.SnapshotStarted.class);
    assertThat(records.subList(1, 4))
        .allMatch(read -> read instanceof ChangeEvent event && event.snapshot());
    assertThat(records.get(4))
        .isInstanceOfSatisfying(
            ControlRecord.SnapshotCompleted.class,
            completed -> assertThat(completed.tables()).containsExactly(widgets, empty));
    assertThat(log.events().subList(3, 7))
        .extracting(event -> event.transaction().orElseThrow().last())
        .containsExactly(false, false, false, true);
    assertThat(records.getLast())
        .isInstanceOfSatisfying(
            ControlRecord.Truncated.class,
            truncated -> assertThat(truncated.transaction().orElseThrow().last()).isTrue());
    assertThat(status.tables())
        .containsExactly(
            new TableProgress("public.widgets", 3, Optional.of(3L), true),
            new TableProgress("public.nothing_yet", 0, Optional.empty(), true));
    assertThat(engine.status().state()).isEqualTo(EngineState.STOPPED);
  }

  @Test
  void takesNoTableForReadThatASnapshotLeftOut() throws Exception {
    TableName chosen = new TableName("public", "chosen");
    TableName left = new TableName("public", "left_out");
    database.run(
        "create table chosen (id int primary key)",
        "create table left_out (id int primary key)",
        "insert into chosen values (1)",
        "insert into left_out values (1)");
    InMemoryChangeLog log = new InMemoryChangeLog();
    CaptureEngine.Running engine =
        EmbeddedEngine.start(
            database.settings(
                "chosen",
                Map.of("snapshot.include.collection.list", "public.chosen"),
                TransactionLimits.DEFAULT,
                chosen,
                left),
            log.open(),
            new SimpleMeterRegistry());
    awaitState(engine, EngineState.STREAMING);
    engine.stop(STOP);

    assertThat(log.events()).extracting(event -> event.source().table()).containsExactly(chosen);
    assertThat(log.records())
        .filteredOn(ControlRecord.SnapshotCompleted.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            ControlRecord.SnapshotCompleted.class,
            completed -> assertThat(completed.tables()).containsExactly(chosen));
  }

  @Test
  void goesLiveWhenAllTablesAreEmpty() throws Exception {
    TableName table = new TableName("public", "hollow");
    database.run("create table hollow (id int primary key)");
    InMemoryChangeLog log = new InMemoryChangeLog();

    CaptureEngine.Running engine = engine("hollow", log, table);
    awaitState(engine, EngineState.STREAMING);
    assertThat(log.records())
        .extracting(read -> read.getClass().getSimpleName())
        .startsWith("SnapshotStarted", "SnapshotCompleted");
    assertThat(log.position()).isPresent();
    engine.stop(STOP);
    database.run("insert into hollow values (1)");
    CaptureEngine.Running second = engine("hollow", log, table);
    awaitEvents(log, 1);
    second.stop(STOP);

    assertThat(log.records().stream().filter(ControlRecord.SnapshotStarted.class::isInstance))
        .hasSize(1);
    assertThat(log.events()).hasSize(1);
  }

  @Test
  void startsASnapshotFromScratchAfterACrashInTheMiddle() throws Exception {
    TableName table = new TableName("public", "halfway");
    database.run(
        "create table halfway (id int primary key)",
        "insert into halfway select i from generate_series(1, 50) i");
    TransactionLimits small = new TransactionLimits(10, 1_000, 7, Duration.ofSeconds(10));
    EngineSettings settings =
        database.settings("halfway", Map.of("max.batch.size", "10"), small, table);
    InMemoryChangeLog log = new InMemoryChangeLog();
    AtomicInteger seen = new AtomicInteger();

    CaptureEngine.Running first =
        EmbeddedEngine.start(
            settings,
            log.open(),
            new SimpleMeterRegistry(),
            engineRecord -> {
              if (seen.incrementAndGet() == 30) {
                throw new IllegalStateException("crash");
              }
            });
    assertThat(first.completion().toCompletableFuture().get(60, TimeUnit.SECONDS)).isPresent();
    assertThat(first.status().state()).isEqualTo(EngineState.FAILED);
    assertThat(log.position()).isEmpty();
    int abandoned = log.events().size();
    assertThat(abandoned).isBetween(7, 29);
    database.run("delete from halfway where id <= 10");
    CaptureEngine.Running second =
        EmbeddedEngine.start(settings, log.open(), new SimpleMeterRegistry());
    awaitState(second, EngineState.STREAMING);
    database.run("insert into halfway values (51)");
    awaitEvents(log, abandoned + 41);
    second.stop(STOP);

    assertThat(log.records().stream().filter(ControlRecord.SnapshotStarted.class::isInstance))
        .hasSize(2);
    assertThat(log.records().stream().filter(ControlRecord.SnapshotCompleted.class::isInstance))
        .hasSize(1);
    assertThat(log.events()).hasSize(abandoned + 41);
  }

  @Test
  void saysThatAnotherEngineUsesTheSlot() throws Exception {
    TableName table = new TableName("public", "contested");
    database.run("create table contested (id int primary key)");
    InMemoryChangeLog log = new InMemoryChangeLog();
    CaptureEngine.Running first = engine("contested", log, table);
    awaitState(first, EngineState.STREAMING);
    // Only when it has read from the log does the engine surely hold the slot.
    database.run("insert into contested values (1)");
    awaitEvents(log, 1);

    CaptureEngine.Running second = engine("contested", new InMemoryChangeLog(), table);
    Optional<Throwable> failure =
        second.completion().toCompletableFuture().get(60, TimeUnit.SECONDS);
    first.stop(STOP);

    assertThat(failure.orElseThrow()).hasMessageContaining("another engine reads it");
  }

  @Test
  void refusesToGoOnInASlotThatIsGone() throws Exception {
    TableName table = new TableName("public", "dropped");
    database.run("create table dropped (id int primary key)");
    InMemoryChangeLog log = new InMemoryChangeLog();
    CaptureEngine.Running first = engine("dropped", log, table);
    awaitState(first, EngineState.STREAMING);
    first.stop(STOP);
    database.run("select pg_drop_replication_slot('headwater_dropped')");

    Optional<Throwable> failure =
        engine("dropped", log, table).completion().toCompletableFuture().get(60, TimeUnit.SECONDS);

    assertThat(failure.orElseThrow()).hasMessageContaining("is gone");
  }

  @Test
  void movesTheSlotOnWhileOnlyOtherTablesChange() throws Exception {
    TableName table = new TableName("public", "quiet");
    database.run(
        "create table quiet (id int primary key)", "create table busy (id int primary key)");
    EngineSettings settings =
        database.settings(
            "quiet", Map.of("heartbeat.interval.ms", "100"), TransactionLimits.DEFAULT, table);
    CaptureEngine.Running engine =
        EmbeddedEngine.start(settings, new InMemoryChangeLog().open(), new SimpleMeterRegistry());
    awaitState(engine, EngineState.STREAMING);
    database.run("insert into busy select i from generate_series(1, 1000) i");
    String written = one("select pg_current_wal_lsn()::text");

    await()
        .atMost(WAIT)
        .until(
            () ->
                one("select confirmed_flush_lsn > '"
                        + written
                        + "' from pg_replication_slots where slot_name = 'headwater_quiet'")
                    .equals("t"));
    engine.stop(STOP);
  }

  private static String one(String query) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
