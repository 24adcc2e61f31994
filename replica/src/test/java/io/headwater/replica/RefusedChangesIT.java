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
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedChangesIT {

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

  private void onEachRow(String body) throws SQLException {
    postgres.execute(
        "create or replace function on_row() returns trigger language plpgsql as $$ begin "
            + body
            + " end $$");
    postgres.execute(
        "create trigger on_row before insert or update on widget for each row execute function on_row()");
  }

  @Test
  void aDeletionOfAKeyThatCannotBeStoredDoesNothing() throws Exception {
    try (RelationalReplica replica = replica()) {
      replica.apply(List.of(upsert("x?", 1, "{}"), upsert("b", 1, "{}")), "p1");

      replica.apply(
          List.of(
              delete("a\0b", 2), delete("x\ud800", 2), tombstone("x\udc00"), upsert("b", 2, "{}")),
          "p2");
    }

    assertThat(postgres.query("select id, version from widget order by id"))
        .containsExactly("b 2", "x? 1");
  }

  @Test
  void namesTheKeyOfADeletionThatIsRefused() throws Exception {
    try (RelationalReplica replica = replica()) {
      replica.apply(List.of(upsert("a", 1, "{}"), upsert("b", 1, "{}")), "p1");
      postgres.execute("create table child(id text references widget)");
      postgres.execute("insert into child values ('a')");

      assertThatThrownBy(
              () ->
                  replica.apply(
                      List.of(delete("b", 2), delete("a", 2), upsert("innocent", 1, "{}")), "p2"))
          .isInstanceOf(RefusedChangeException.class)
          .hasMessageContaining("the key 'a'")
          .hasMessageContaining("23503");
    }
  }

  @Test
  void whatAnIndexOrATriggerRefusesIsToldWithItsKeyAndWithoutValues() throws Exception {
    Random random = new Random(1);
    StringBuilder noise = new StringBuilder("secret");
    for (int i = 0; i < 2_000; i++) {
      noise.append(Long.toHexString(random.nextLong()));
    }
    StateChange large = upsert("large", 1, "{\"t\":\"" + noise + "\"}");
    try (RelationalReplica replica = replica()) {
      replica.prepare();
      postgres.execute("create index by_t on widget ((document->>'t'))");
      assertThatThrownBy(() -> replica.apply(List.of(upsert("a", 1, "{}"), large), "p1"))
          .isInstanceOf(RefusedChangeException.class)
          .hasMessageContaining("the key 'large'")
          .hasMessageContaining("mend: drop the index")
          .hasMessageNotContaining("secret");
      postgres.execute("drop index by_t");
      replica.apply(List.of(large), "p1");

      onEachRow("if new.id = 'k' then raise 'no % here', new.document; end if; return new;");
      assertThatThrownBy(
              () ->
                  replica.apply(
                      List.of(upsert("a", 1, "{}"), upsert("k", 1, "{\"t\":\"secret\"}")), "p2"))
          .isInstanceOf(RefusedChangeException.class)
          .hasMessageContaining("the key 'k'")
          .hasMessageContaining("mend: see what the trigger demands")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void whatJsonbCannotHoldIsKeptByJson() throws Exception {
    List<String> documents = List.of("{\"n\":1e200000}", "{\"n\":1e-20000}", "{\"t\":\"\\ud800\"}");
    for (String document : documents) {
      postgres.newDatabase();
      List<StateChange> changes = List.of(upsert("k", 1, document));
      try (RelationalReplica replica = replica()) {
        assertThatThrownBy(() -> replica.apply(changes, "p1"))
            .as(document)
            .isInstanceOf(RefusedChangeException.class)
            .hasMessageContaining("the key 'k'")
            .hasMessageContaining("type json using");
        postgres.execute("alter table widget alter document type json using to_json(document)");
        replica.apply(changes, "p1");
      }
      assertThat(postgres.query("select document from widget")).containsExactly(document);
    }
  }

  @Test
  void rowsThatTakeTooLongTogetherComeInSmallerStatements() throws Exception {
    List<StateChange> changes = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      changes.add(upsert("k" + i, 1, "{}"));
    }
    try (RelationalReplica replica =
        RelationalReplica.ofDocuments(postgres.settings("widget", "statement_timeout=1s"))) {
      replica.prepare();
      onEachRow("perform pg_sleep(0.2); return new;");

      assertThatThrownBy(() -> replica.apply(changes, "p1"))
          .isInstanceOf(RefusedChangeException.class)
          .hasMessageContaining("57014");
      assertThatThrownBy(() -> replica.apply(changes, "p1"))
          .isInstanceOf(RefusedChangeException.class);
      replica.apply(changes, "p1");
      assertThat(postgres.query("select count(*) from widget")).containsExactly("16");

      onEachRowAnew("perform pg_sleep(20); return new;");
      assertThatThrownBy(() -> replica.apply(List.of(upsert("slow", 1, "{}")), "p2"))
          .isInstanceOf(TargetUnavailableException.class);
    }
  }

  private void onEachRowAnew(String body) throws SQLException {
    postgres.execute("drop trigger on_row on widget");
    onEachRow(body);
  }
}
