package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.SourceStatus.EngineState;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replica identities that are altered while an engine runs or is stopped. */
final class ReplicaIdentitiesIT {

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(5);
  private static ShopDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = new ShopDatabase(8);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static CaptureEngine.Running engine(InMemoryChangeLog log, String table) {
    CaptureEngine.Running engine =
        EmbeddedEngine.start(
            database.settings(
                table, Map.of(), TransactionLimits.DEFAULT, new TableName("public", table)),
            log.open(),
            new SimpleMeterRegistry());
    await().atMost(WAIT).until(() -> engine.status().state() == EngineState.STREAMING);
    return engine;
  }

  private static List<ChangeEvent> events(InMemoryChangeLog log, int count) {
    await().atMost(WAIT).until(() -> log.events().size() >= count);
    return log.events();
  }

  private static Set<String> before(ChangeEvent event) {
    return event.before().orElseThrow().members().keySet();
  }

  private static void createColors(String table) throws Exception {
    database.run(
        "create table "
            + table
            + " (id int primary key, widget_id int not null, color text not null, note text)",
        "alter table " + table + " replica identity full",
        "insert into " + table + " select i, 7, 'red' from generate_series(1, 9) i");
  }

  @Test
  void columnsThatAreNoLongerLoggedAreLeftOut() throws Exception {
    createColors("colors");
    InMemoryChangeLog log = new InMemoryChangeLog();
    CaptureEngine.Running engine = engine(log, "colors");
    database.run("delete from colors where id = 1");
    assertThat(before(events(log, 10).get(9))).containsExactly("id", "widget_id", "color", "note");

    database.run(
        "alter table colors replica identity default",
        "delete from colors where id = 2",
        "update colors set color = 'blue' where id = 3");
    assertThat(before(events(log, 12).get(10))).containsExactly("id");
    assertThat(log.events().get(11).before()).isEmpty();

    database.run("alter table colors replica identity full", "delete from colors where id = 4");
    assertThat(before(events(log, 13).get(12))).containsExactly("id", "widget_id", "color", "note");
    // Both alterations may be over when the first of the changes is read.
    database.run(
        "alter table colors replica identity default",
        "delete from colors where id = 5",
        "alter table colors replica identity full",
        "delete from colors where id = 6");
    assertThat(before(events(log, 15).get(13))).containsExactly("id");
    assertThat(before(log.events().get(14))).containsExactly("id", "widget_id", "color", "note");
    engine.stop(STOP);
  }

  @Test
  void columnsThatWereNotLoggedWhileNoEngineRanAreLeftOut() throws Exception {
    createColors("absent");
    InMemoryChangeLog log = new InMemoryChangeLog();
    engine(log, "absent").stop(STOP);
    database.run(
        "alter table absent replica identity default",
        "delete from absent where id = 1",
        "alter table absent replica identity full",
        "delete from absent where id = 2");

    CaptureEngine.Running engine = engine(log, "absent");

    assertThat(before(events(log, 11).get(9))).containsExactly("id");
    assertThat(before(log.events().get(10))).containsExactly("id", "widget_id", "color", "note");
    engine.stop(STOP);
  }

  @Test
  void everyTypesFillerIsRecognized() throws Exception {
    database.run(
        "create type mood as enum ('sad', 'glad')",
        """
        create table fillers (id int primary key,
          a smallint not null, b bigint not null, c numeric(9, 2) not null, d numeric not null,
          e real not null, f double precision not null, g boolean not null, h text not null,
          i uuid not null, j bytea not null, k date not null, l time not null, m timetz not null,
          n timestamp not null, o timestamptz not null, p interval not null, q json not null,
          r jsonb not null, s inet not null, t int[] not null, u text[] not null,
          v mood not null, w bit(3) not null, x money not null, y point not null,
          z text not null default 'none', z1 int not null default 7,
          z2 timestamptz not null default now(), z3 timestamp(3) not null, z4 bit not null,
          z5 xml not null, z6 int4range not null, z7 macaddr not null, z8 char(4) not null,
          z9 date not null default '2020-01-01', zz numeric(9, 2) not null default 1.50)
        """,
        "alter table fillers replica identity full",
        """
        insert into fillers values (1, 1, 1, 1, 1, 1, 1, true, 'x', gen_random_uuid(), '\\x01',
          '2024-01-01', '10:00', '10:00+01', '2024-01-01', '2024-01-01', '1 day', '{"a":1}',
          '{"a":1}', '10.0.0.1', '{1}', '{x}', 'glad', B'101', 1, '(1,2)', 'y', 8, now(),
          '2024-01-01', B'1', '<a/>', '[1,2)', '08:00:2b:01:02:03', 'abcd', '2024-01-01', 2.5)
        """);
    InMemoryChangeLog log = new InMemoryChangeLog();
    CaptureEngine.Running engine = engine(log, "fillers");
    database.run(
        "alter table fillers replica identity default", "delete from fillers where id = 1");

    assertThat(before(events(log, 2).get(1))).containsExactly("id");
    engine.stop(STOP);
  }
}
