package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.capture.MariaDbSamples.Sample;
import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.json.Value;
import io.headwater.core.resource.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type of column through a real engine, by a snapshot and by the log. */
final class MariaDbValuesIT {

  private static final Duration WAIT = Duration.ofSeconds(60);

  /** The samples' timestamps are in UTC, whatever the server's time zone. */
  private static final String UTC = "set time_zone = '+00:00'";

  private static MariaDbShop database;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    database = new MariaDbShop("--default-time-zone=+05:30");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void keepsEveryValueInSnapshotAndLogAlike() throws Exception {
    StringBuilder columns = new StringBuilder("create table everything (id int primary key");
    StringBuilder names = new StringBuilder("id");
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < MariaDbSamples.ALL.size(); i++) {
      columns.append(", c").append(i).append(' ').append(MariaDbSamples.ALL.get(i).type());
      names.append(", c").append(i);
      values.append(", ").append(MariaDbSamples.ALL.get(i).sql());
    }
    String insert = "insert into everything (" + names + ") values (%d" + values + ")";
    database.run(columns + ")", UTC, insert.formatted(1), "insert into everything (id) values (2)");
    InMemoryChangeLog log = new InMemoryChangeLog();
    TableName table = MariaDbShop.table("everything");

    CaptureEngine.Running engine =
        MariaDbShop.start(
            database.settings("everything", folder.resolve("history"), Map.of(), table), log);
    log.awaitEvents(engine, 2);
    database.run(UTC, insert.formatted(3));
    log.awaitEvents(engine, 3);
    database.run("delete from everything where id = 3");
    log.awaitEvents(engine, 4);
    engine.stop(WAIT);

    assertThat(log.quarantined()).isEmpty();
    List<ChangeEvent> events = log.events();
    List<String> wrong = new ArrayList<>(wrong(events.get(0).after().orElseThrow(), "snapshot"));
    wrong.addAll(wrong(events.get(2).after().orElseThrow(), "log"));
    wrong.addAll(wrong(events.get(3).before().orElseThrow(), "before"));
    assertThat(wrong).isEmpty();
    Value.Obj nulls = events.get(1).after().orElseThrow();
    for (int i = 0; i < MariaDbSamples.ALL.size(); i++) {
      if (!MariaDbSamples.ALL.get(i).sql().equals("default")) {
        assertThat(nulls.require("c" + i).isNull()).as(MariaDbSamples.ALL.get(i).type()).isTrue();
      }
    }
  }

  /** What the engine cannot give as the table holds it, as docs/change-event.md says. */
  @Test
  void givesOddValuesAsDocumented() throws Exception {
    String values =
        "'0000-00-00', '0000-00-00', '0000-00-00 00:00:00', '2026-00-00', 0, 123456.789";
    database.run(
        "create table odd (id int primary key, d date, dn date not null, tn datetime not null,"
            + " p date, y year, f float)",
        "set sql_mode = ''",
        "insert into odd values (1, " + values + ")");
    InMemoryChangeLog log = new InMemoryChangeLog();

    CaptureEngine.Running engine =
        MariaDbShop.start(
            database.settings("odd", folder.resolve("odd"), Map.of(), MariaDbShop.table("odd")),
            log);
    log.awaitEvents(engine, 1);
    database.run("set sql_mode = ''", "insert into odd values (2, " + values + ")");
    log.awaitEvents(engine, 2);
    engine.stop(WAIT);

    assertThat(log.events())
        .extracting(event -> event.after().orElseThrow().toJson())
        .containsExactly(
            "{\"id\":1,\"d\":null,\"dn\":\"1970-01-01\",\"tn\":\"1970-01-01T00:00:00\",\"p\":null,\"y\":2000,\"f\":123457.0}",
            "{\"id\":2,\"d\":null,\"dn\":\"1970-01-01\",\"tn\":\"1970-01-01T00:00:00\",\"p\":null,\"y\":0,\"f\":123456.79}");
  }

  private static List<String> wrong(Value.Obj row, String where) {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < MariaDbSamples.ALL.size(); i++) {
      Sample sample = MariaDbSamples.ALL.get(i);
      String json = row.member("c" + i).map(Value::toJson).orElse("absent");
      if (!json.equals(sample.json())) {
        wrong.add(
            "%s: %s %s is %s, not %s"
                .formatted(where, sample.type(), sample.sql(), json, sample.json()));
      }
    }
    return wrong;
  }
}
