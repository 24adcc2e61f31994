package io.headwater.replica;

import static io.headwater.replica.ReplicaFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.client.consumer.StateChange;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ColumnsReplicaIT {

  private static final String CONTRACT =
      """
      {"type":"object","properties":{
        "id":{"type":"integer"},
        "price":{"type":["number","null"]},
        "Name":{"type":"string"},
        "at":{"type":"string","format":"date-time"},
        "on":{"type":"boolean"},
        "size":{"type":["object","null"],"properties":{"x":{"type":"integer"}}},
        "colors":{"type":"array"},
        "any":{"type":["string","integer"]},
        "xmin":{"type":"integer"},
        "headwater_id":{"type":"string"}}}
      """;

  private final ReplicaFixture postgres = new ReplicaFixture();

  @BeforeEach
  void database() throws SQLException {
    postgres.newDatabase();
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private RelationalReplica replica(String contract) {
    return RelationalReplica.ofColumns(postgres.settings("widget"), contract);
  }

  @Test
  void makesAColumnOfEachMember() throws Exception {
    try (RelationalReplica replica = replica(CONTRACT)) {
      replica.apply(
          List.of(
              upsert(
                  "42",
                  3,
                  """
                  {"id":42,"price":12345678901234567890.123456789012345678900,"Name":"a'\\"\\\\ü",
                   "at":"2026-11-20T09:11:00.123456789+02:00","on":true,"size":{"x":10},
                   "colors":["red",1.10],"any":"7","xmin":5,"headwater_id":"mine","new":[1]}
                  """),
              upsert("43", 1, "{\"id\":9223372036854775807,\"price\":null,\"any\":7}"),
              upsert("44", 1, "{\"id\":1.0,\"price\":1e3}")),
          "p1");
    }

    assertThat(
            postgres.query(
                "select column_name, data_type from information_schema.columns where table_name = 'widget' order by ordinal_position"))
        .containsExactly(
            "headwater_id text",
            "headwater_version bigint",
            "id bigint",
            "price numeric",
            "Name text",
            "at text",
            "on boolean",
            "size jsonb",
            "colors jsonb",
            "any jsonb",
            "_xmin bigint",
            "_headwater_id text",
            "headwater_other jsonb",
            "headwater_generation bigint");
    assertThat(postgres.query("select * from widget order by headwater_id"))
        .containsExactly(
            "42 3 42 12345678901234567890.123456789012345678900 a'\"\\ü"
                + " 2026-11-20T09:11:00.123456789+02:00 t {\"x\": 10} [\"red\", 1.10] \"7\" 5 mine"
                + " {\"new\": [1]} 0",
            "43 1 9223372036854775807 null null null null null null 7 null null null 0",
            "44 1 1 1000 null null null null null null null null null 0");
  }

  @Test
  void anIntegerBeyondItsColumnIsRefusedUntilTheColumnIsLarger() throws Exception {
    List<StateChange> changes = List.of(upsert("a", 1, "{\"id\":123456789012345678901234567890}"));
    try (RelationalReplica replica = replica(CONTRACT)) {
      assertThatThrownBy(() -> replica.apply(changes, "p1"))
          .isInstanceOf(RefusedChangeException.class)
          .hasMessageContaining("the key 'a'")
          .hasMessageContaining("'id'")
          .hasMessageContaining("alter the column to numeric")
          .hasMessageNotContaining("1234567");
      postgres.execute("alter table widget alter column id type numeric");

      replica.apply(changes, "p1");
    }
    assertThat(postgres.query("select id from widget"))
        .containsExactly("123456789012345678901234567890");
  }

  @Test
  void aNewMemberGetsAColumnWithWhatWasThereBefore() throws Exception {
    String before = "{\"properties\":{\"id\":{\"type\":\"integer\"}}}";
    String after =
        """
        {"properties":{"id":{"type":"integer"},"it's":{"type":"number"},"list":{"type":"array"}}}
        """;
    try (RelationalReplica replica = replica(before)) {
      replica.apply(
          List.of(
              upsert("a", 1, "{\"id\":1,\"it's\":1.50,\"list\":[2],\"rest\":true}"),
              upsert("b", 1, "{\"id\":2,\"it's\":null}")),
          "p1");
    }

    try (RelationalReplica replica = replica(after)) {
      assertThat(replica.position()).contains("p1");
    }

    assertThat(postgres.query("select id, \"it's\", list, headwater_other from widget order by id"))
        .containsExactly("1 1.50 [2] {\"rest\": true}", "2 null null null");
  }

  @Test
  void aMemberOfAnotherTypeIsRefusedWithTheMend() throws Exception {
    try (RelationalReplica replica = replica("{\"properties\":{\"n\":{\"type\":\"integer\"}}}")) {
      replica.apply(List.of(upsert("a", 1, "{\"n\":5}")), "p1");
    }
    String contract = "{\"properties\":{\"n\":{\"type\":\"object\"}}}";

    try (RelationalReplica replica = replica(contract)) {
      assertThatThrownBy(replica::position)
          .isInstanceOf(ReplicaSetupException.class)
          .hasMessageContaining(
              "alter table \"public\".\"widget\" alter column \"n\" type jsonb using to_jsonb(\"n\")");
    }
    postgres.execute("alter table widget alter column n type jsonb using to_jsonb(n)");
    try (RelationalReplica replica = replica(contract)) {
      assertThat(replica.position()).contains("p1");
      replica.apply(List.of(upsert("a", 2, "{\"n\":{\"x\":1}}")), "p2");
    }
    assertThat(postgres.query("select n from widget")).containsExactly("{\"x\": 1}");
  }

  @Test
  void refusesTextsThatAColumnWouldChange() throws Exception {
    try (RelationalReplica replica = replica(CONTRACT)) {
      for (String text : List.of("\"a\\u0000b\"", "\"\\ud800\"", "5", "{\"x\":1}")) {
        assertThatThrownBy(
                () -> replica.apply(List.of(upsert("k", 1, "{\"Name\":" + text + "}")), "p1"))
            .isInstanceOf(RefusedChangeException.class)
            .hasMessageContaining("the key 'k'")
            .hasMessageContaining("'Name'");
      }
      assertThatThrownBy(
              () -> replica.apply(List.of(upsert("k", 1, "{\"any\":\"\\ud800\"}")), "p1"))
          .isInstanceOf(RefusedChangeException.class)
          .hasMessageContaining("the key 'k'");
    }
  }

  @Test
  void aTimestampColumnTakesWhatItKeeps() throws Exception {
    try (RelationalReplica replica = replica(CONTRACT)) {
      replica.prepare();
    }
    postgres.execute("alter table widget alter column at type timestamptz using at::timestamptz");

    try (RelationalReplica replica = replica(CONTRACT)) {
      replica.apply(List.of(upsert("a", 1, "{\"at\":\"2026-11-20T09:11:00.123456Z\"}")), "p1");
      assertThatThrownBy(
              () ->
                  replica.apply(
                      List.of(upsert("b", 1, "{\"at\":\"2026-11-20T09:11:00.1234567Z\"}")), "p2"))
          .isInstanceOf(RefusedChangeException.class)
          .hasMessageContaining("alter the column to text");
    }
    assertThat(postgres.query("select at at time zone 'UTC' from widget"))
        .containsExactly("2026-11-20 09:11:00.123456");
  }
}
