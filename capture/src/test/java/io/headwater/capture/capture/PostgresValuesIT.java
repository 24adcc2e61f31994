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

  /** A column's type, a value as SQL, and its JSON form. */
  private record Sample(String type, String sql, String json) {}

  private static final List<Sample> SAMPLES =
      List.of(
          new Sample("smallint", "-32768", "-32768"),
          new Sample("int", "2147483647", "2147483647"),
          new Sample("bigint", "9223372036854775807", "9223372036854775807"),
          new Sample("real", "0.1", "0.1"),
          new Sample("real", "'NaN'", "\"NaN\""),
          new Sample("double precision", "1.7976931348623157e308", "1.7976931348623157E308"),
          new Sample("double precision", "'-Infinity'", "\"-Infinity\""),
          new Sample("boolean", "true", "true"),
          new Sample("numeric", "'NaN'", "\"NaN\""),
          new Sample("numeric", "'-Infinity'", "\"-Infinity\""),
          new Sample("numeric", "1.500", "1.500"),
          new Sample(
              "numeric(40,10)",
              "123456789012345678901234567890.0000000001",
              "123456789012345678901234567890.0000000001"),
          new Sample("numeric(5,2)", "-0.10", "-0.10"),
          new Sample("numeric[]", "'{1.50,NULL,-2}'", "[1.50,null,-2]"),
          new Sample("text", "'Grüße \"quoted\" 😀'", "\"Grüße \\\"quoted\\\" 😀\""),
          new Sample("text", "'12'", "\"12\""),
          new Sample("varchar(5)", "''", "\"\""),
          new Sample("char(4)", "'ab'", "\"ab  \""),
          new Sample("bytea", "'\\xdeadbeef'", "\"3q2+7w==\""),
          new Sample(
              "uuid",
              "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
              "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\""),
          new Sample("json", "'{\"b\": 1.0, \"a\": [null]}'", "{\"b\":1.0,\"a\":[null]}"),
          new Sample("jsonb", "'{\"n\": 1e2}'", "{\"n\":100}"),
          new Sample("date", "'2026-11-20'", "\"2026-11-20\""),
          new Sample("date", "'infinity'", "\"infinity\""),
          new Sample("date", "'-infinity'", "\"-infinity\""),
          new Sample("date", "'0001-01-01'", "\"0001-01-01\""),
          new Sample("time", "'23:59:59.999999'", "\"23:59:59.999999\""),
          new Sample("time", "'00:00'", "\"00:00:00\""),
          new Sample("time", "'24:00'", "\"24:00:00\""),
          new Sample("timetz", "'10:00:00.5+02'", "\"08:00:00.5Z\""),
          new Sample("timestamp", "'2026-11-20 09:11:00.123456'", "\"2026-11-20T09:11:00.123456\""),
          new Sample("timestamp(3)", "'2026-11-20 09:11:00.123'", "\"2026-11-20T09:11:00.123\""),
          new Sample("timestamp", "'infinity'", "\"infinity\""),
          new Sample("timestamp", "'-infinity'", "\"-infinity\""),
          new Sample(
              "timestamptz", "'2026-11-20 09:11:00.123456+02'", "\"2026-11-20T07:11:00.123456Z\""),
          new Sample("timestamptz", "'infinity'", "\"infinity\""),
          new Sample("timestamptz", "'-infinity'", "\"-infinity\""),
          new Sample("interval", "'1 year 2 mons 3 days 04:05:06.789'", "\"P1Y2M3DT4H5M6.789S\""),
          new Sample("int[]", "'{1,NULL,3}'", "[1,null,3]"),
          new Sample("text[]", "'{a,\"b,c\",NULL}'", "[\"a\",\"b,c\",null]"),
          new Sample("int[]", "'{}'", "[]"),
          new Sample("bit(3)", "B'101'", "\"101\""),
          new Sample("bit(1)", "B'1'", "true"),
          new Sample("inet", "'10.0.0.1/8'", "\"10.0.0.1/8\""),
          new Sample("int4range", "'[1,5)'", "\"[1,5)\""),
          new Sample("mood", "'so-so'", "\"so-so\""),
          new Sample("pg_lsn", "'16/B374D848'", "\"16/B374D848\""),
          new Sample("pair", "row(1,'x')::pair", "\"(1,x)\""),
          new Sample("money", "'1234.50'", "1234.50"),
          new Sample("xml", "'<a/>'", "\"<a/>\""),
          new Sample(
              "timestamp[]", "'{2026-11-20 09:11:00.123456}'", "[\"2026-11-20T09:11:00.123456\"]"),
          new Sample("date", "'99999-12-31'", "\"+99999-12-31\""),
          new Sample("timestamptz", "'12026-03-15 12:00+00'", "\"+12026-03-15T12:00:00.000000Z\""),
          new Sample(
              "timestamptz", "'2026-03-15 12:00:00.12+00'", "\"2026-03-15T12:00:00.120000Z\""),
          new Sample(
              "interval", "'-1 mons +2 days -00:00:00.000001'", "\"P0Y-1M2DT0H0M-0.000001S\""),
          new Sample("bit(10)", "B'0000000101'", "\"0000000101\""),
          new Sample("numeric(3,-2)", "12300", "12300"),
          new Sample("numeric", "1e-20", "0.00000000000000000001"),
          new Sample(
              "point",
              "'(1.5,-2)'",
              "{\"x\":1.5,\"y\":-2.0,\"wkb\":\"AQEAAAAAAAAAAAD4PwAAAAAAAADA\",\"srid\":null}"),
          new Sample("box", "'((1,2),(3,4))'", "\"(3.0,4.0),(1.0,2.0)\""),
          new Sample("money", "'-0.05'", "-0.05"),
          new Sample("date[]", "'{2026-11-20,infinity}'", "[\"2026-11-20\",\"infinity\"]"),
          new Sample("bytea[]", "'{\"\\\\xff\"}'", "[\"/w==\"]"),
          new Sample("jsonb[]", "'{\"{}\",null}'", "[{},null]"),
          new Sample("mood[]", "'{sad}'", "[\"sad\"]"),
          new Sample("cents", "1.50", "1.50"),
          new Sample("tsvector", "'a:1 b:2'", "\"'a':1 'b':2\""),
          new Sample("int4multirange", "'{[1,3),[5,7)}'", "\"{[1,3),[5,7)}\""),
          new Sample("hstore", "'a=>1,b=>NULL'", "{\"a\":\"1\",\"b\":null}"));

  @Test
  void keepsEveryValueInSnapshotAndLogAlike() throws Exception {
    database.run(
        "create extension if not exists hstore",
        "create type mood as enum ('sad', 'so-so')",
        "create type pair as (a int, b text)",
        "create domain cents as numeric(10,2)");
    StringBuilder columns = new StringBuilder("create table everything (id int primary key");
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < SAMPLES.size(); i++) {
      columns.append(", c").append(i).append(' ').append(SAMPLES.get(i).type());
      values.append(", ").append(SAMPLES.get(i).sql());
    }
    database.run(
        columns + ")",
        "insert into everything values (1" + values + ")",
        "insert into everything (id) values (2)");
    InMemoryChangeLog log = new InMemoryChangeLog();
    TableName table = new TableName("public", "everything");

    CaptureEngine.Running engine = start("everything", log, table);
    awaitEvents(engine, log, 2);
    database.run("insert into everything values (3" + values + ")");
    awaitEvents(engine, log, 3);
    engine.stop(WAIT);

    assertThat(log.quarantined()).isEmpty();
    List<ChangeEvent> events = log.events();
    List<String> wrong = new ArrayList<>(wrong(events.get(0), "snapshot"));
    wrong.addAll(wrong(events.get(2), "log"));
    assertThat(wrong).isEmpty();
    Value.Obj nulls = events.get(1).after().orElseThrow();
    for (int i = 0; i < SAMPLES.size(); i++) {
      assertThat(nulls.require("c" + i).isNull()).as(SAMPLES.get(i).type()).isTrue();
    }
  }

  private static List<String> wrong(ChangeEvent event, String where) {
    List<String> wrong = new ArrayList<>();
    Value.Obj row = event.after().orElseThrow();
    for (int i = 0; i < SAMPLES.size(); i++) {
      Sample sample = SAMPLES.get(i);
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
    awaitEvents(engine, log, 2);
    database.run(
        "update plain set n = 2",
        "update full_rows set n = 2",
        "update plain set id = 7",
        "update full_rows set id = 7");
    await().atMost(WAIT).until(() -> log.events().size() >= 7);
    engine.stop(WAIT);

    List<ChangeEvent> events = log.events();
    assertThat(events.get(2).after().orElseThrow().members()).containsOnlyKeys("id", "n");
    assertThat(events.get(2).before()).isEmpty();
    assertThat(events.get(3).after().orElseThrow().members())
        .containsOnlyKeys("id", "n", "large", "list");
    assertThat(events.get(3).after().orElseThrow().require("large"))
        .isEqualTo(events.get(0).after().orElseThrow().require("large"));
    assertThat(events.get(4).changeType()).isEqualTo(ChangeType.DELETE);
    assertThat(log.quarantined()).hasSize(1);
    assertThat(log.quarantined().getFirst().reason()).contains("REPLICA IDENTITY FULL");
    assertThat(log.records().toString()).doesNotContain("__debezium_unavailable_value");
    ChangeEvent moved = events.get(6);
    assertThat(moved.changeType()).isEqualTo(ChangeType.CREATE);
    assertThat(moved.after().orElseThrow().members()).containsOnlyKeys("id", "n", "large", "list");
  }

  private static CaptureEngine.Running start(
      String source, InMemoryChangeLog log, TableName... tables) {
    return PostgresEngine.start(
        database.settings(source, Map.of(), TransactionLimits.DEFAULT, tables),
        log.open(),
        new SimpleMeterRegistry());
  }

  private static void awaitEvents(CaptureEngine.Running engine, InMemoryChangeLog log, int count) {
    await()
        .atMost(WAIT)
        .pollInterval(Duration.ofMillis(20))
        .failFast(() -> assertThat(engine.status().failure()).isEmpty())
        .until(() -> log.events().size() >= count);
  }
}
