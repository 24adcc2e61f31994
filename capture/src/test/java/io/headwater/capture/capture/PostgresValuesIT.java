package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.json.Value;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every type of column, read by a snapshot and from the log: both must say the same. */
final class PostgresValuesIT {

  private static final Duration WAIT = Duration.ofSeconds(60);

  private static ShopDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = new ShopDatabase(16);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void keepsEveryValueInSnapshotAndLogAlike() throws Exception {
    database.run(ValueSamples.TYPES);
    StringBuilder columns = new StringBuilder("create table everything (id int primary key");
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < ValueSamples.ALL.size(); i++) {
      columns.append(", c").append(i).append(' ').append(ValueSamples.ALL.get(i).type());
      values.append(", ").append(ValueSamples.ALL.get(i).sql());
    }
    database.run(
        columns + ")",
        "insert into everything values (1" + values + ")",
        "insert into everything (id) values (2)");
    InMemoryChangeLog log = new InMemoryChangeLog();
    TableName table = new TableName("public", "everything");

    CaptureEngine.Running engine = start("everything", log, table);
    log.awaitEvents(engine, 2);
    database.run("insert into everything values (3" + values + ")");
    log.awaitEvents(engine, 3);
    engine.stop(WAIT);

    assertThat(log.quarantined()).isEmpty();
    List<ChangeEvent> events = log.events();
    List<String> wrong = new ArrayList<>(wrong(events.get(0), "snapshot"));
    wrong.addAll(wrong(events.get(2), "log"));
    assertThat(wrong).isEmpty();
    Value.Obj nulls = events.get(1).after().orElseThrow();
    for (int i = 0; i < ValueSamples.ALL.size(); i++) {
      assertThat(nulls.require("c" + i).isNull()).as(ValueSamples.ALL.get(i).type()).isTrue();
    }
  }

  private static List<String> wrong(ChangeEvent event, String where) {
    List<String> wrong = new ArrayList<>();
    Value.Obj row = event.after().orElseThrow();
    for (int i = 0; i < ValueSamples.ALL.size(); i++) {
      ValueSamples.Sample sample = ValueSamples.ALL.get(i);
      String json = row.member("c" + i).map(Value::toJson).orElse("absent");
      if (!json.equals(sample.json())) {
        wrong.add(
            "%s: %s %s is %s, not %s"
                .formatted(where, sample.type(), sample.sql(), json, sample.json()));
      }
    }
    return wrong;
  }

  @Test
  void leavesOutWhatTheLogDoesNotHold() throws Exception {
    String large = "repeat(md5('x') , 3000)";
    database.run(
        "create table plain (id int primary key, n int, large text, list text[])",
        "alter table plain alter column large set storage external,"
            + " alter column list set storage external",
        "create table full_rows (like plain including all)",
        "alter table full_rows replica identity full",
        "insert into plain values (1, 1, " + large + ", array[" + large + "])",
        "insert into full_rows select * from plain");
    InMemoryChangeLog log = new InMemoryChangeLog();

    CaptureEngine.Running engine =
        start("large", log, new TableName("public", "plain"), new TableName("public", "full_rows"));
    log.awaitEvents(engine, 2);
    database.run(
        "update plain set n = 2",
        "update full_rows set n = 2",
        "update plain set id = 7",
        "update full_rows set id = 7");
    await().atMost(WAIT).until(() -> log.events().size() >= 8);
    engine.stop(WAIT);

    List<ChangeEvent> events = log.events();
    assertThat(events.get(2).after().orElseThrow().members()).containsOnlyKeys("id", "n");
    assertThat(events.get(2).before()).isEmpty();
    assertThat(events.get(3).after().orElseThrow().members())
        .containsOnlyKeys("id", "n", "large", "list");
    assertThat(events.get(3).after().orElseThrow().require("large"))
        .isEqualTo(events.get(0).after().orElseThrow().require("large"));
    assertThat(events.get(4).changeType()).isEqualTo(ChangeType.DELETE);
    assertThat(events.get(5).changeType()).isEqualTo(ChangeType.CREATE);
    assertThat(events.get(5).after().orElseThrow().members()).containsOnlyKeys("id", "n");
    assertThat(log.quarantined()).isEmpty();
    assertThat(log.records().toString()).doesNotContain("__debezium_unavailable_value");
    ChangeEvent moved = events.get(7);
    assertThat(moved.changeType()).isEqualTo(ChangeType.CREATE);
    assertThat(moved.after().orElseThrow().members()).containsOnlyKeys("id", "n", "large", "list");
  }

  private static CaptureEngine.Running start(
      String source, InMemoryChangeLog log, TableName... tables) {
    return EmbeddedEngine.start(
        database.settings(source, Map.of(), TransactionLimits.DEFAULT, tables),
        log.open(),
        new SimpleMeterRegistry());
  }
}
