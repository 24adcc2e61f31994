package io.headwater.replica;

import static io.headwater.replica.ReplicaFixture.delete;
import static io.headwater.replica.ReplicaFixture.tombstone;
import static io.headwater.replica.ReplicaFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.client.consumer.StateChange;
import io.headwater.client.consumer.TargetUnavailableException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelationalReplicaIT {

  private static final String SESSIONS =
      "select pid from pg_stat_activity where application_name = 'headwater-replica'"
          + " and datname = current_database()";
  private static final String ROWS = "select id, version, document, generation from widget";

  private final ReplicaFixture postgres = new ReplicaFixture();

  @BeforeEach
  void database() throws SQLException {
    postgres.newDatabase();
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private RelationalReplica replica() {
    return RelationalReplica.ofDocuments(postgres.settings("widget"));
  }

  @Test
  void keepsDocumentsAndPositionAcrossProcesses() throws Exception {
    try (RelationalReplica replica = replica()) {
      assertThat(replica.position()).isEmpty();
      replica.beginReplacement(7, "p0");
      replica.apply(List.of(upsert("a", 1, "{\"n\":1.10}"), upsert("b", 1, "{}")), "p1");
      replica.apply(List.of(), "p2");
    }

    try (RelationalReplica replica = replica()) {
      assertThat(replica.position()).contains("p2");
      replica.apply(List.of(upsert("a", 2, "{\"n\":2}"), delete("b", 2)), "p3");
    }

    assertThat(postgres.query(ROWS)).containsExactly("a 2 {\"n\": 2} 7");
    assertThat(postgres.query("select consumer, table_name, position from headwater_replica"))
        .containsExactly("widget public.widget p3");
  }

  @Test
  void theLastOfAKeyCountsAndNothingOlder() throws Exception {
    try (RelationalReplica replica = replica()) {
      replica.apply(
          List.of(
              upsert("a", 1, "{\"v\":1}"),
              upsert("a", 2, "{\"v\":2}"),
              upsert("b", 1, "{}"),
              delete("b", 2),
              upsert("c", 1, "{}"),
              delete("c", 2),
              upsert("c", 3, "{\"v\":3}"),
              upsert("d", 4, "{\"v\":4}"),
              upsert("d", 3, "{\"v\":3}")),
          "p1");
      assertThat(postgres.query(ROWS + " order by id"))
          .containsExactly("a 2 {\"v\": 2} 0", "c 3 {\"v\": 3} 0", "d 4 {\"v\": 4} 0");

      replica.apply(
          List.of(upsert("a", 1, "{\"v\":1}"), delete("c", 2), delete("x", 2), tombstone("d")),
          "p2");
      assertThat(postgres.query(ROWS + " order by id"))
          .containsExactly("a 2 {\"v\": 2} 0", "c 3 {\"v\": 3} 0");
    }
  }

  @Test
  void aReplacementRemovesWhatItDidNotBringAlsoInAnotherProcess() throws Exception {
    try (RelationalReplica replica = replica()) {
      replica.beginReplacement(1, "p0");
      replica.apply(List.of(upsert("kept", 3, "{\"v\":3}"), upsert("gone", 1, "{}")), "p1");
      replica.completeReplacement(1, "p2");
    }
    noteUpdates();
    try (RelationalReplica replica = replica()) {
      replica.position();
      replica.beginReplacement(5, "p3");
      replica.apply(List.of(upsert("kept", 3, "{\"v\":3}")), "p4");
    }

    try (RelationalReplica replica = replica()) {
      assertThat(replica.position()).contains("p4");
      replica.apply(List.of(upsert("new", 1, "{}")), "p5");
      replica.completeReplacement(5, "p6");
    }

    assertThat(postgres.query(ROWS + " order by id"))
        .containsExactly("kept 3 {\"v\": 3} 5", "new 1 {} 5");
    assertThat(postgres.query("select id from audit")).isEmpty();
  }

  @Test
  void aBootstrapWinsOverAnEarlierOneAlsoWhenVersionsBeganAnew() throws Exception {
    try (RelationalReplica replica = replica()) {
      replica.position();
      replica.beginReplacement(1, "p1");
      replica.apply(List.of(upsert("a", 9, "{\"v\":9}")), "p2");
      replica.completeReplacement(1, "p3");

      replica.beginReplacement(2, "q1");
      replica.apply(List.of(upsert("a", 1, "{\"v\":1}")), "q2");
      replica.apply(List.of(upsert("a", 0, "{\"v\":0}")), "q3");
      replica.completeReplacement(2, "q4");
    }

    assertThat(postgres.query(ROWS)).containsExactly("a 1 {\"v\": 1} 2");
  }

  @Test
  void aBootstrapWinsOverAnEarlierOneAlsoWhenItsVersionsAreTheSame() throws Exception {
    for (String type : List.of("jsonb", "json")) {
      postgres.newDatabase();
      try (RelationalReplica replica = replica()) {
        replica.prepare();
        postgres.execute("alter table widget alter column document type " + type);
      }
      try (RelationalReplica replica = replica()) {
        replica.position();
        replica.beginReplacement(1, "p1");
        replica.apply(
            List.of(
                upsert("a", 1, "{\"c\":\"red\"}"),
                upsert("b", 1, "{\"c\":1}"),
                upsert("c", 1, "{\"c\":1.0}")),
            "p2");
        replica.completeReplacement(1, "p3");
        noteUpdates();

        replica.beginReplacement(2, "q1");
        replica.apply(
            List.of(
                upsert("a", 1, "{\"c\":\"blue\"}"),
                upsert("b", 1, "{\"c\":1}"),
                upsert("c", 1, "{\"c\":1.00}")),
            "q2");
        replica.apply(List.of(upsert("a", 1, "{\"c\":\"green\"}")), "q3");
        replica.completeReplacement(2, "q4");
      }

      assertThat(postgres.query("select id, version, document->'c', generation from widget"))
          .containsExactlyInAnyOrder("a 1 \"blue\" 2", "b 1 1 2", "c 1 1.00 2");
      assertThat(postgres.query("select id from audit")).containsExactlyInAnyOrder("a", "c");
    }
  }

  private void noteUpdates() throws SQLException {
    postgres.execute(
        """
        create table audit(id text);
        create function note() returns trigger language plpgsql as
          'begin insert into audit values (new.id); return new; end';
        create trigger noted after update of document, version on widget
          for each row execute function note()
        """);
  }

  @Test
  void aSecondProcessWaitsForTheFirstAndTheFirstGoesOnFromWhereTheSecondWas() throws Exception {
    RelationalReplica first = replica();
    RelationalReplica second = replica();
    first.position();
    first.apply(List.of(upsert("a", 1, "{}")), "p1");

    assertThatThrownBy(second::position)
        .isInstanceOf(TargetUnavailableException.class)
        .hasMessageContaining("another process keeps the consumer 'widget'");
    assertThat(second.isAvailable()).isFalse();

    first.close();
    assertThat(second.isAvailable()).isTrue();
    assertThat(second.position()).contains("p1");
    second.apply(List.of(delete("a", 2)), "p2");
    second.close();

    assertThat(first.isAvailable()).isTrue();
    assertThat(first.position()).contains("p2");
    first.close();
  }

  @Test
  void aTableThatWasMadeAnewByHandHasNoPosition() throws Exception {
    try (RelationalReplica replica = replica()) {
      replica.position();
      replica.apply(List.of(upsert("a", 1, "{}")), "p1");
    }
    postgres.execute("create table other (like widget including all)");
    postgres.execute("drop table widget");
    postgres.execute("alter table other rename to widget");

    try (RelationalReplica replica = replica()) {
      assertThat(replica.position()).isEmpty();
    }
  }

  @Test
  void positionsOfAnEarlierFormGoOn() throws Exception {
    try (RelationalReplica replica = replica()) {
      replica.position();
      replica.apply(List.of(upsert("a", 1, "{}")), "p1");
    }
    postgres.execute("alter table headwater_replica drop column table_oid");

    try (RelationalReplica replica = replica()) {
      assertThat(replica.position()).contains("p1");
      replica.apply(List.of(upsert("a", 2, "{}")), "p2");
    }
    assertThat(postgres.query("select table_oid = 'widget'::regclass from headwater_replica"))
        .containsExactly("t");
  }

  @Test
  void aRefusalDoesNotGiveTheReplicaToAnotherProcess() throws Exception {
    try (RelationalReplica first = replica();
        RelationalReplica second = replica()) {
      first.position();
      first.apply(List.of(upsert("a", 1, "{}")), "p1");
      assertThatThrownBy(() -> first.apply(List.of(upsert("b", 1, "{\"c\":\"\\u0000\"}")), "p2"))
          .isInstanceOf(RefusedChangeException.class);
      String process = postgres.query(SESSIONS).getFirst();

      assertThat(first.position()).contains("p1");

      assertThat(postgres.query(SESSIONS)).containsExactly(process);
      assertThat(second.isAvailable()).isFalse();
    }
  }

  @Test
  void aPositionThatSomebodyHasChangedIsReadBeforeAnythingIsWritten() throws Exception {
    try (RelationalReplica replica = replica()) {
      replica.position();
      replica.apply(List.of(upsert("a", 1, "{}")), "p1");
      postgres.execute("delete from headwater_replica");

      assertThatThrownBy(() -> replica.apply(List.of(upsert("a", 2, "{}")), "p2"))
          .isInstanceOf(TargetUnavailableException.class)
          .hasMessageContaining("somebody has changed the position of the consumer 'widget'");
      assertThat(postgres.query(ROWS)).containsExactly("a 1 {} 0");
      assertThat(replica.position()).isEmpty();
      replica.apply(List.of(upsert("a", 2, "{}")), "p2");
    }
    assertThat(postgres.query(ROWS)).containsExactly("a 2 {} 0");
  }

  @Test
  void aSecondProcessGoesOnWhenTheFirstHasLostItsConnection() throws Exception {
    try (RelationalReplica first = replica();
        RelationalReplica second = replica()) {
      first.position();
      first.apply(List.of(upsert("a", 1, "{}")), "p1");
      postgres.killReplicas();

      assertThat(second.position()).contains("p1");
      assertThatThrownBy(() -> first.apply(List.of(), "p2"))
          .isInstanceOf(TargetUnavailableException.class);
    }
  }

  @Test
  void keepsOddKeysAndLargeDocuments() throws Exception {
    List<String> keys =
        List.of("", "'", "\"", "\\", "{}", "NULL", "a,b", "ä😀", "\n", "{\"x\":1}", "\\x00");
    List<StateChange> changes = new ArrayList<>();
    String large = "{\"t\":\"" + "ü\\n".repeat(350_000) + "\"}";
    for (String key : keys) {
      changes.add(upsert(key, 1, large));
    }

    try (RelationalReplica replica = replica()) {
      replica.apply(changes, "p1");
      assertThat(postgres.query("select id from widget")).containsExactlyInAnyOrderElementsOf(keys);
      assertThat(postgres.query("select distinct length(document->>'t') from widget"))
          .containsExactly("700000");

      replica.apply(keys.stream().map(key -> delete(key, 2)).toList(), "p2");
      assertThat(postgres.query(ROWS)).isEmpty();
    }
  }

  @Test
  void refusesWhatJsonbCannotHoldAndNamesItsKey() throws Exception {
    List<StateChange> changes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String text = i == 63 ? "secret\\u0000" : "x";
      changes.add(upsert("k" + i, 1, "{\"t\":\"" + text + "\"}"));
    }
    try (RelationalReplica replica = replica()) {
      replica.position();
      replica.apply(List.of(), "p0");
      assertThatThrownBy(() -> replica.apply(changes, "p1"))
          .isInstanceOf(RefusedChangeException.class)
          .hasMessageContaining("'k63'")
          .hasMessageContaining("type json using")
          .hasMessageNotContaining("secret")
          .hasNoCause();
      assertThat(postgres.query(ROWS)).isEmpty();
      assertThat(postgres.query("select position from headwater_replica")).containsExactly("p0");
    }

    postgres.execute("alter table widget alter column document type json using to_json(document)");
    try (RelationalReplica replica = replica()) {
      replica.position();
      replica.apply(changes, "p1");
    }
    assertThat(postgres.query("select document from widget where id = 'k63'"))
        .containsExactly("{\"t\":\"secret\\u0000\"}");
  }

  @Test
  void refusesKeysThatTextCannotHold() throws Exception {
    try (RelationalReplica replica = replica()) {
      assertThatThrownBy(() -> replica.apply(List.of(upsert("a\0b", 1, "{}")), "p1"))
          .isInstanceOf(RefusedChangeException.class)
          .hasMessageContaining("'a\\u0000b'");
      replica.apply(List.of(upsert("c", 1, "{}")), "p1");
    }
    assertThat(postgres.query(ROWS)).containsExactly("c 1 {} 0");
  }

  @Test
  void aTargetThatIsNotThereIsUnavailable() throws Exception {
    ReplicaDatabase nobody =
        new ReplicaDatabase(
            "jdbc:postgresql://127.0.0.1:1/none?password=hidden",
            Optional.empty(),
            Optional.empty());
    try (RelationalReplica replica =
        RelationalReplica.ofDocuments(ReplicaSettings.of(nobody, ReplicaTable.parse("widget")))) {
      assertThat(replica.isAvailable()).isFalse();
      assertThatThrownBy(replica::position)
          .isInstanceOf(TargetUnavailableException.class)
          .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/none cannot be written now")
          .hasMessageNotContaining("hidden");
    }
  }

  @Test
  void aTargetThatIsReadOnlyIsUnavailable() throws Exception {
    try (RelationalReplica replica = replica()) {
      replica.prepare();
    }
    postgres.execute(
        "do $$ begin execute format('alter database %I set default_transaction_read_only = on',"
            + " current_database()); end $$");
    try (RelationalReplica replica = replica()) {
      replica.position();
      assertThat(replica.isAvailable()).isFalse();
      assertThatThrownBy(() -> replica.apply(List.of(), "p1"))
          .isInstanceOf(TargetUnavailableException.class)
          .hasMessageContaining("25006");
    }
  }

  @Test
  void aTableThatWasDroppedHasNoPosition() throws Exception {
    try (RelationalReplica replica = replica()) {
      replica.apply(List.of(upsert("a", 1, "{}")), "p1");
    }
    postgres.execute("drop table widget");

    try (RelationalReplica replica = replica()) {
      assertThat(replica.position()).isEmpty();
    }
  }

  @Test
  void refusesATableOfAnotherFormAndAConsumerOfAnotherTable() throws Exception {
    postgres.execute("create table widget(id bigint primary key)");
    try (RelationalReplica replica = replica()) {
      assertThatThrownBy(replica::prepare)
          .isInstanceOf(ReplicaSetupException.class)
          .hasMessageContaining("mend: name another table");
    }
    ReplicaTable other = ReplicaTable.parse("public.other");
    try (RelationalReplica replica =
        RelationalReplica.ofDocuments(new ReplicaSettings(postgres.database(), other, "c"))) {
      replica.apply(List.of(), "p1");
    }
    try (RelationalReplica replica =
        RelationalReplica.ofDocuments(
            new ReplicaSettings(postgres.database(), ReplicaTable.parse("third"), "c"))) {
      assertThatThrownBy(replica::position)
          .isInstanceOf(ReplicaSetupException.class)
          .hasMessageContaining("keeps the table public.other");
    }
  }
}
