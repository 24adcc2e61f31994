package io.headwater.replica;

import static io.headwater.replica.ReplicaFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FillingIT {

  private final ReplicaFixture postgres = new ReplicaFixture();

  @BeforeEach
  void database() throws SQLException {
    postgres.newDatabase();
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private RelationalReplica replica(String members) {
    return RelationalReplica.ofColumns(
        postgres.settings("widget"), "{\"properties\":{" + members + "}}");
  }

  private static String member(String name, String type) {
    return "\"%s\":{\"type\":\"%s\"}".formatted(name, type);
  }

  private void documents(String... resources) throws Exception {
    try (RelationalReplica replica = replica("")) {
      replica.prepare();
      for (int i = 0; i < resources.length; i++) {
        replica.apply(List.of(upsert("k" + i, 1, resources[i])), "p" + i);
      }
    }
  }

  @Test
  void aMemberThatWasAwayShowsWhatCameMeanwhile() throws Exception {
    try (RelationalReplica replica = replica(member("c", "string"))) {
      replica.apply(
          List.of(upsert("a", 1, "{\"c\":\"red\"}"), upsert("b", 1, "{\"c\":\"red\"}")), "p1");
    }
    try (RelationalReplica replica = replica("")) {
      replica.apply(List.of(upsert("a", 2, "{\"c\":\"blue\",\"d\":1}")), "p2");
    }

    try (RelationalReplica replica = replica(member("c", "string"))) {
      assertThat(replica.position()).contains("p2");
    }

    assertThat(postgres.query("select headwater_id, c, headwater_other from widget order by 1"))
        .containsExactly("a blue {\"d\": 1}", "b red null");
  }

  @Test
  void aProcessWithAnotherContractInBetweenIsNoticedByARunningOne() throws Exception {
    try (RelationalReplica running = replica(member("c", "string"))) {
      running.apply(List.of(upsert("a", 1, "{\"c\":\"red\"}")), "p1");
      postgres.killReplicas();
      try (RelationalReplica other = replica("")) {
        assertThat(other.position()).contains("p1");
        other.apply(List.of(upsert("a", 2, "{\"c\":\"blue\"}")), "p2");
      }

      assertThat(running.position()).contains("p2");
    }
    assertThat(postgres.query("select c, headwater_other from widget"))
        .containsExactly("blue null");
  }

  @Test
  void aFillingThatWasBrokenOffIsDoneByTheNextStart() throws Exception {
    documents("{\"n\":1,\"m\":[2]}", "{\"m\":null}");
    postgres.execute("alter table widget add column n bigint");

    try (RelationalReplica replica = replica(member("n", "integer") + "," + member("m", "array"))) {
      replica.prepare();
    }

    assertThat(postgres.query("select n, m, headwater_other from widget order by headwater_id"))
        .containsExactly("1 [2] null", "null null null");
  }

  @Test
  void whatDoesNotFitIsToldWithItsKeyAndStaysUntilTheTableIsMended() throws Exception {
    documents("{\"n\":1.0,\"b\":true}", "{\"n\":\"12\",\"b\":true}", "{\"b\":\"yes\"}");
    String members = member("n", "integer") + "," + member("b", "boolean");
    try (RelationalReplica replica = replica(members)) {
      assertThatThrownBy(replica::prepare)
          .isInstanceOf(ReplicaSetupException.class)
          .hasMessageContaining("the key 'k1'")
          .hasMessageContaining("'n'")
          .hasMessageContaining("mend: alter the column")
          .hasMessageNotContaining("12");
      postgres.execute("alter table widget alter n type jsonb using to_jsonb(n)");
      assertThatThrownBy(replica::prepare)
          .isInstanceOf(ReplicaSetupException.class)
          .hasMessageContaining("the key 'k2'")
          .hasMessageContaining("'b'")
          .hasMessageContaining("mend: alter the column to jsonb using to_jsonb(…)")
          .hasMessageNotContaining("yes");
      postgres.execute("alter table widget alter b type jsonb using to_jsonb(b)");
      replica.prepare();
    }
    assertThat(postgres.query("select n, b, headwater_other from widget order by headwater_id"))
        .containsExactly("1.0 true null", "\"12\" true null", "null \"yes\" null");
  }

  @Test
  void aNumberThatItsColumnCannotHoldIsToldWithItsKey() throws Exception {
    documents();
    postgres.execute(
        "alter table widget alter headwater_other type json using to_json(headwater_other)");
    documents("{\"n\":5}", "{\"n\":1e200000}");

    try (RelationalReplica replica = replica(member("n", "number"))) {
      assertThatThrownBy(replica::prepare)
          .isInstanceOf(ReplicaSetupException.class)
          .hasMessageContaining("the key 'k1'")
          .hasMessageContaining("type json using")
          .hasMessageNotContaining("200000");
    }
  }

  @Test
  void jsonWithWhatPostgresCannotReadIsFilledToo() throws Exception {
    documents();
    postgres.execute(
        "alter table widget alter headwater_other type json using to_json(headwater_other)");
    documents(
        "{\"a\\\"é\":5,\"t\":\"x\\u0000\\ud800\",\"u\":\"n\\u0000\"}", "{\"u\":\"y\\u0000\"}");

    try (RelationalReplica replica = replica("\"a\\\"é\":{\"type\":\"integer\"}")) {
      replica.prepare();
    }

    assertThat(
            postgres.query("select \"a\"\"é\", headwater_other from widget order by headwater_id"))
        .containsExactly(
            "5 {\"t\":\"x\\u0000\\ud800\",\"u\":\"n\\u0000\"}", "null {\"u\":\"y\\u0000\"}");
  }

  @Test
  void manyRowsAreFilled() throws Exception {
    List<Integer> numbers = IntStream.range(0, 2_500).boxed().toList();
    try (RelationalReplica replica = replica("")) {
      replica.apply(
          new ArrayList<>(
              numbers.stream().map(i -> upsert("k" + i, 1, "{\"n\":" + i + "}")).toList()),
          "p1");
    }
    try (RelationalReplica replica = replica(member("n", "integer"))) {
      replica.prepare();
    }
    assertThat(
            postgres.query(
                "select count(*), sum(n), count(headwater_other) from widget where headwater_id = 'k' || n"))
        .containsExactly("2500 3123750 0");
  }
}
