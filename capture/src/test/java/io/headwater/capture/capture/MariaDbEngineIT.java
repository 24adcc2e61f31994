package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.SourceStatus.EngineState;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Value;
import io.headwater.core.resource.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole engine against a real MariaDB. */
final class MariaDbEngineIT {

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(10);

  private static MariaDbShop database;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    database = new MariaDbShop();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private EngineSettings settings(String source, TableName... tables) {
    return database.settings(source, folder.resolve(source), Map.of(), tables);
  }

  private static void awaitStreaming(CaptureEngine.Running engine) {
    await()
        .atMost(WAIT)
        .pollInterval(Duration.ofMillis(20))
        .failFast(() -> assertThat(engine.status().failure()).isEmpty())
        .until(() -> engine.status().state() == EngineState.STREAMING);
  }

  private static String failure(CaptureEngine.Running engine) {
    return String.valueOf(
        engine
            .completion()
            .toCompletableFuture()
            .orTimeout(60, java.util.concurrent.TimeUnit.SECONDS)
            .join()
            .orElseThrow()
            .getMessage());
  }

  private static void transaction(String... statements) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }

  @Test
  void readsASnapshotThenEveryTransaction() throws Exception {
    TableName widgets = MariaDbShop.table("widgets");
    TableName empty = MariaDbShop.table("nothing_yet");
    database.run(
        "create table widgets (id int primary key, name text)",
        "create table nothing_yet (id int primary key)",
        "insert into widgets values (1, 'a'), (2, 'b'), (3, 'c')");
    InMemoryChangeLog log = new InMemoryChangeLog();

    CaptureEngine.Running engine = MariaDbShop.start(settings("widgets", widgets, empty), log);
    awaitStreaming(engine);
    transaction(
        "insert into widgets values (4, 'd'), (5, 'e')",
        "update widgets set name = 'x' where id = 1",
        "delete from widgets where id = 2");
    database.run("truncate widgets");
    await().atMost(WAIT).until(() -> log.records().getLast() instanceof ControlRecord.Truncated);
    long stopping = System.nanoTime();
    engine.stop(STOP);

    assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(5));
    assertThat(engine.completion().toCompletableFuture()).isCompletedWithValue(Optional.empty());
    List<ChangeLogRecord> records =
        log.records().stream()
            .filter(logged -> !(logged instanceof ControlRecord.Heartbeat))
            .toList();
    assertThat(records.get(0)).isInstanceOf(ControlRecord.SnapshotStarted.class);
    assertThat(records.subList(1, 4))
        .allMatch(read -> read instanceof ChangeEvent event && event.snapshot());
    assertThat(records.get(4))
        .isInstanceOfSatisfying(
            ControlRecord.SnapshotCompleted.class,
            completed -> assertThat(completed.tables()).containsExactly(widgets, empty));
    List<ChangeEvent> changes = log.events().subList(3, 7);
    assertThat(changes)
        .extracting(ChangeEvent::changeType)
        .containsExactly(
            ChangeType.CREATE, ChangeType.CREATE, ChangeType.UPDATE, ChangeType.DELETE);
    assertThat(changes)
        .extracting(event -> event.transaction().orElseThrow().last())
        .containsExactly(false, false, false, true);
    assertThat(changes)
        .extracting(event -> event.transaction().orElseThrow().index())
        .containsExactly(0L, 1L, 2L, 3L);
    assertThat(changes.get(2).before().orElseThrow().toJson())
        .isEqualTo("{\"id\":1,\"name\":\"a\"}");
    assertThat(changes.get(3).before().orElseThrow().toJson())
        .isEqualTo("{\"id\":2,\"name\":\"b\"}");
    assertThat(changes.get(3).source().kind()).isEqualTo("MariaDB");
    assertThat(changes.get(3).source().container()).isEqualTo("shop");
    assertThat(changes.get(3).source().position()).matches("binlog\\.[0-9]+:[0-9]+");
    assertThat(records.getLast())
        .isInstanceOfSatisfying(
            ControlRecord.Truncated.class,
            truncated ->
                assertThat(truncated.transaction())
                    .hasValueSatisfying(
                        mark -> {
                          assertThat(mark.last()).isTrue();
                          assertThat(mark.id()).matches("0-1-[0-9]+");
                        }));
    assertThat(engine.status().state()).isEqualTo(EngineState.STOPPED);
    assertThat(engine.status().kind()).isEqualTo("MariaDB");
  }

  @Test
  void splitsAChangedKeyAndFollowsAlteredTables() throws Exception {
    TableName parts = MariaDbShop.table("parts");
    database.run(
        "create table parts (id int primary key, name varchar(20))",
        "insert into parts values (1, 'a')");
    InMemoryChangeLog log = new InMemoryChangeLog();

    CaptureEngine.Running engine = MariaDbShop.start(settings("parts", parts), log);
    awaitStreaming(engine);
    transaction("update parts set id = 10 where id = 1");
    database.run("alter table parts add column price decimal(10,2) not null default 1.50 first");
    transaction("insert into parts (id, name) values (2, 'b')");
    database.run("alter table parts drop column name, add unique (price, id)");
    transaction("delete from parts where id = 2");
    log.awaitEvents(engine, 5);
    engine.stop(STOP);

    assertThat(log.events().subList(1, 5))
        .extracting(
            event ->
                event.changeType()
                    + " "
                    + event.key().toJson()
                    + " "
                    + event.after().or(event::before).map(Value::toJson).orElse("")
                    + " "
                    + event.transaction().map(TransactionMark::last).orElseThrow())
        .containsExactly(
            "DELETE {\"id\":1} {\"id\":1,\"name\":\"a\"} false",
            "CREATE {\"id\":10} {\"id\":10,\"name\":\"a\"} true",
            "CREATE {\"id\":2} {\"price\":1.50,\"id\":2,\"name\":\"b\"} true",
            "DELETE {\"id\":2} {\"price\":1.50,\"id\":2} true");
    assertThat(log.quarantined()).isEmpty();
  }

  @Test
  void goesOnWithoutASnapshot() throws Exception {
    TableName orders = MariaDbShop.table("orders");
    database.run("create table orders (id int primary key)", "insert into orders values (1)");
    InMemoryChangeLog log = new InMemoryChangeLog();
    EngineSettings settings = settings("orders", orders);

    CaptureEngine.Running first = MariaDbShop.start(settings, log);
    awaitStreaming(first);
    transaction("insert into orders values (2)");
    log.awaitEvents(first, 2);
    first.stop(STOP);
    transaction("insert into orders values (3), (4)");
    database.run("alter table orders add column note text");
    transaction("insert into orders values (5, 'x')");
    CaptureEngine.Running second = MariaDbShop.start(settings, log);
    log.awaitEvents(second, 5);
    second.stop(STOP);

    assertThat(log.events())
        .extracting(event -> event.after().orElseThrow().toJson())
        .containsExactly(
            "{\"id\":1}", "{\"id\":2}", "{\"id\":3}", "{\"id\":4}", "{\"id\":5,\"note\":\"x\"}");
    assertThat(log.records())
        .filteredOn(ControlRecord.SnapshotStarted.class::isInstance)
        .hasSize(1);
  }

  @Test
  void saysHowToMendALostHistoryAndGoesOnWithIt() throws Exception {
    TableName gone = MariaDbShop.table("gone");
    database.run("create table gone (id int primary key)");
    InMemoryChangeLog log = new InMemoryChangeLog();
    EngineSettings settings = settings("gone", gone);
    CaptureEngine.Running first = MariaDbShop.start(settings, log);
    awaitStreaming(first);
    transaction("insert into gone values (1)");
    log.awaitEvents(first, 1);
    first.stop(STOP);
    transaction("insert into gone values (2)");
    deleteHistory("gone");

    assertThat(failure(MariaDbShop.start(settings, log)))
        .contains("history of the tables' structure is lost", "snapshot.mode=recovery");

    deleteHistory("gone");
    CaptureEngine.Running mended =
        MariaDbShop.start(
            database.settings(
                "gone", folder.resolve("gone"), Map.of("snapshot.mode", "recovery"), gone),
            log);
    log.awaitEvents(mended, 2);
    transaction("insert into gone values (3)");
    log.awaitEvents(mended, 3);
    mended.stop(STOP);

    assertThat(log.events())
        .extracting(event -> event.key().toJson())
        .containsExactly("{\"id\":1}", "{\"id\":2}", "{\"id\":3}");
  }

  private void deleteHistory(String source) throws IOException {
    Files.delete(folder.resolve(source));
  }

  @Test
  void saysHowToMendAPositionThatIsGone() throws Exception {
    try (MariaDbShop own = new MariaDbShop()) {
      TableName table = MariaDbShop.table("t");
      own.run("create table t (id int primary key)", "insert into t values (1)");
      InMemoryChangeLog log = new InMemoryChangeLog();
      EngineSettings settings = own.settings("t", folder.resolve("t"), Map.of(), table);
      CaptureEngine.Running first = MariaDbShop.start(settings, log);
      log.awaitEvents(first, 1);
      awaitStreaming(first);
      first.stop(STOP);
      own.run(
          "insert into t values (2)",
          "flush binary logs",
          "insert into t values (3)",
          "flush binary logs");
      // The server keeps a log that it still sends to somebody.
      await().atMost(WAIT).until(() -> purged(own));

      assertThat(failure(MariaDbShop.start(settings, log)))
          .contains("no longer has the binary log", "new snapshot");
    }
  }

  private static boolean purged(MariaDbShop own) throws Exception {
    try (Connection connection = own.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("purge binary logs to 'binlog.000003'");
      try (ResultSet row = statement.executeQuery("show binary logs")) {
        row.next();
        return row.getString(1).equals("binlog.000003");
      }
    }
  }
}
