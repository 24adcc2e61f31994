package io.headwater.replica;

import static io.headwater.replica.ReplicaFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.client.consumer.TargetUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TablePreparationIT {

  private final ReplicaFixture postgres = new ReplicaFixture();

  @BeforeEach
  void database() throws SQLException {
    postgres.newDatabase();
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private RelationalReplica replica(String table) {
    return RelationalReplica.ofDocuments(postgres.settings(table));
  }

  private static RelationalReplica columns(ReplicaSettings settings, String members) {
    return RelationalReplica.ofColumns(settings, "{\"properties\":{" + members + "}}");
  }

  @Test
  void aSchemaThatIsNotThereIsToldWithItsMend() {
    try (RelationalReplica replica = replica("nosuch.widget")) {
      assertThatThrownBy(replica::prepare)
          .isInstanceOf(ReplicaSetupException.class)
          .hasMessageContaining("\"nosuch\"")
          .hasMessageContaining("mend: create the schema");
    }
  }

  @Test
  void aSchemaWhereNothingMayBeMadeIsToldWithItsMend() throws Exception {
    postgres.execute("create role guest login");
    postgres.execute("create schema closed");
    ReplicaDatabase database =
        new ReplicaDatabase(postgres.database().url(), Optional.of("guest"), Optional.empty());
    try (RelationalReplica replica =
        RelationalReplica.ofDocuments(
            ReplicaSettings.of(database, ReplicaTable.parse("closed.widget")))) {
      assertThatThrownBy(replica::prepare)
          .isInstanceOf(ReplicaSetupException.class)
          .hasMessageContaining("mend: grant the user");
    } finally {
      postgres.execute("drop role guest");
    }
  }

  @Test
  void aTableWhoseKeyIsNotUniqueIsRefusedUntilItIs() throws Exception {
    String columns = "version bigint, document jsonb, generation bigint";
    postgres.execute("create table widget(id text, " + columns + ", unique (id, version))");
    postgres.execute("create unique index partial on widget(id) where version > 5");
    try (RelationalReplica replica = replica("widget")) {
      assertThatThrownBy(replica::prepare)
          .isInstanceOf(ReplicaSetupException.class)
          .hasMessageContaining("mend: alter table \"public\".\"widget\" add primary key (\"id\")");
      postgres.execute("alter table widget add primary key (id) deferrable");
      assertThatThrownBy(replica::prepare).isInstanceOf(ReplicaSetupException.class);
      postgres.execute("alter table widget add unique (id)");
      assertThatThrownBy(replica::prepare).isInstanceOf(ReplicaSetupException.class);
      postgres.execute("alter table widget drop constraint widget_pkey");
      replica.apply(List.of(upsert("a", 1, "{}")), "p1");
    }

    postgres.execute("create view seen as select * from widget");
    try (RelationalReplica replica = replica("seen")) {
      assertThatThrownBy(replica::prepare)
          .isInstanceOf(ReplicaSetupException.class)
          .hasMessageContaining("is no table");
    }
    postgres.execute(
        "create table parts(id text primary key, " + columns + ") partition by hash (id)");
    postgres.execute(
        "create table part partition of parts for values with (modulus 1, remainder 0)");
    try (RelationalReplica replica = replica("parts")) {
      replica.apply(List.of(upsert("a", 1, "{}")), "p1");
    }
  }

  @Test
  void aLockOnTheTableIsWaitedForLikeAnotherProcess() throws Exception {
    ReplicaSettings settings = postgres.settings("widget", "lock_timeout=300ms");
    try (RelationalReplica replica = columns(settings, "\"id\":{\"type\":\"integer\"}")) {
      replica.prepare();
    }
    String more = "\"id\":{\"type\":\"integer\"},\"n\":{\"type\":\"integer\"}";
    try (Connection reader = postgres.connect();
        RelationalReplica replica = columns(settings, more)) {
      reader.setAutoCommit(false);
      ReplicaFixture.query(reader, "select * from widget");
      assertThatThrownBy(replica::prepare)
          .asInstanceOf(InstanceOfAssertFactories.type(TargetUnavailableException.class))
          .matches(RelationalReplica::isHeldByAnother);
      reader.commit();
      replica.prepare();
    }
  }

  @Test
  void aReplicaBeginsWhileAnotherTableIsPrepared() throws Exception {
    try (RelationalReplica replica = replica("widget")) {
      replica.prepare();
    }
    try (Connection other = postgres.connect();
        RelationalReplica replica =
            RelationalReplica.ofDocuments(postgres.settings("gadget", "lock_timeout=300ms"))) {
      other.setAutoCommit(false);
      ReplicaFixture.query(
          other, "select pg_advisory_xact_lock(hashtextextended('headwater replica tables', 0))");
      replica.prepare();
    }
  }

  @Test
  void theLimitsAreSetUnlessTheAddressSaysThem() throws Exception {
    try (Connection connection = postgres.database().connect()) {
      assertThat(ReplicaFixture.query(connection, "show statement_timeout")).containsExactly("45s");
      assertThat(ReplicaFixture.query(connection, "show lock_timeout")).containsExactly("20s");
      assertThat(ReplicaFixture.query(connection, "show tcp_user_timeout"))
          .containsExactly("20000");
    }
    try (Connection connection =
        postgres.settings("widget", "statement_timeout=2min").database().connect()) {
      assertThat(ReplicaFixture.query(connection, "show statement_timeout"))
          .containsExactly("2min");
    }
  }

  @Test
  void longPatienceEndsWithTheWorkAlsoWhenItFails() throws Exception {
    ReplicaSession session =
        ReplicaSession.open(
            postgres.settings("widget"),
            TableForm.document(),
            new StatementRows(),
            Optional.empty());
    int usual = session.connection().getNetworkTimeout();

    session.withLongLimit(
        () -> assertThat(session.connection().getNetworkTimeout()).isGreaterThan(usual));
    assertThatThrownBy(
            () ->
                session.withLongLimit(
                    () -> {
                      throw new SQLException("refused", "23503");
                    }))
        .hasMessage("refused");

    assertThat(usual).isEqualTo((int) ReplicaDatabase.SOCKET_LIMIT.toMillis());
    assertThat(session.connection().getNetworkTimeout()).isEqualTo(usual);
    session.close();
  }
}
