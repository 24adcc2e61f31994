package io.headwater.capture.normalize.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DebeziumJsonNormalizerTest {

  private static final TableName WIDGETS = new TableName("public", "widgets");
  private static final String SOURCE =
      "\"source\":{\"version\":\"3.5.0.Final\",\"connector\":\"postgresql\",\"name\":\"shop\",\"ts_ms\":1795000000123,\"snapshot\":\"false\",\"db\":\"shop\",\"sequence\":\"[\\\"1\\\",\\\"2\\\"]\",\"ts_us\":1795000000123456,\"schema\":\"public\",\"table\":\"widgets\",\"txId\":571,\"lsn\":27442120,\"xmin\":null}";

  private final DebeziumJsonNormalizer normalizer =
      new DebeziumJsonNormalizer(DebeziumSettings.of("legacy"));

  @Test
  void readsAnEnvelopeWithoutSchemaPart() {
    Normalization.Normalized read =
        normalized(
            "{\"id\":42}",
            "{\"before\":{\"id\":42,\"quantity\":100},\"after\":{\"id\":42,\"quantity\":99},"
                + SOURCE
                + ",\"transaction\":{\"id\":\"571:27442120\",\"total_order\":4,\"data_collection_order\":1},\"op\":\"u\",\"ts_ms\":1795000000200}");

    assertThat(read)
        .isEqualTo(
            new Normalization.Normalized(
                new ChangeEvent(
                    Instant.ofEpochMilli(1795000000123L),
                    ChangeType.UPDATE,
                    object("{\"id\":42}"),
                    Optional.of(object("{\"id\":42,\"quantity\":100}")),
                    Optional.of(object("{\"id\":42,\"quantity\":99}")),
                    new Origin("legacy", "PostgreSQL", "shop", WIDGETS, "0/1A2BBC8"),
                    Optional.of(new TransactionMark("571:27442120", 3, false)),
                    false,
                    new EngineVersion("debezium", "postgresql", "3.5.0.Final")),
                Optional.of(new EventIdentity("u/27442120/571/4"))));
  }

  @Test
  void readsValuesByTheSchemaPartAndReadsTheSamePartOnce() {
    String first = withSchema("\"AMk=\"", "18628");
    String second = withSchema("\"AMo=\"", "-719163");

    assertThat(event(first).after())
        .contains(object("{\"id\":1,\"price\":2.01,\"day\":\"2021-01-01\",\"data\":{\"a\":1.0}}"));
    assertThat(event(second).after())
        .contains(object("{\"id\":1,\"price\":2.02,\"day\":\"0000-12-31\",\"data\":{\"a\":1.0}}"));
  }

  @Test
  void refusesAValueThatIsNotOfItsSchemaWithoutQuotingIt() {
    assertThat(refused(withSchema("\"AMk=\"", "\"secret\"")))
        .isEqualTo(
            "column 'day' has a value that is not of its type io.debezium.time.Date: a number is none");
  }

  @Test
  void readsConfiguredTypesWhereThereIsNoSchemaPart() {
    DebeziumJsonNormalizer typed =
        new DebeziumJsonNormalizer(
            DebeziumSettings.of(
                "legacy",
                Map.of(),
                Map.of(),
                Map.of(
                    WIDGETS,
                    Map.of(
                        "price", "org.apache.kafka.connect.data.Decimal(2)",
                        "at", "io.debezium.time.MicroTimestamp"))));

    assertThat(
            typed
                .normalize(
                    raw(
                        Optional.empty(),
                        "{\"before\":null,\"after\":{\"id\":1,\"price\":\"AMk=\",\"at\":1000001},"
                            + SOURCE
                            + ",\"op\":\"c\"}"))
                .getFirst())
        .isInstanceOfSatisfying(
            Normalization.Normalized.class,
            one ->
                assertThat(one.event().after())
                    .contains(
                        object("{\"id\":1,\"price\":2.01,\"at\":\"1970-01-01T00:00:01.000001\"}")));
  }

  @Test
  void leavesOutWhatTheSourceDidNotLogOrTakesItFromTheRowBefore() {
    String unavailable = "\"" + DebeziumSettings.DEFAULT_PLACEHOLDER + "\"";
    assertThat(
            event(
                    "{\"before\":null,\"after\":{\"id\":1,\"text\":"
                        + unavailable
                        + "},"
                        + SOURCE
                        + ",\"op\":\"u\"}")
                .after())
        .contains(object("{\"id\":1}"));
    assertThat(
            event(
                    "{\"before\":{\"id\":1,\"text\":\"long\"},\"after\":{\"id\":1,\"text\":"
                        + unavailable
                        + "},"
                        + SOURCE
                        + ",\"op\":\"u\"}")
                .after())
        .contains(object("{\"id\":1,\"text\":\"long\"}"));
  }

  @Test
  void takesNoFillerForAValueThatWasLogged() {
    ChangeEvent deleted =
        normalized(
                "{\"id\":42}",
                "{\"before\":{\"id\":42,\"name\":null,\"quantity\":0},\"after\":null,"
                    + SOURCE
                    + ",\"op\":\"d\"}")
            .event();

    assertThat(deleted.changeType()).isEqualTo(ChangeType.DELETE);
    assertThat(deleted.before()).contains(object("{\"id\":42}"));
  }

  @Test
  void readsMySqlWhoseImagesAreWhole() {
    String mysql =
        "\"source\":{\"version\":\"3.5.0.Final\",\"connector\":\"mysql\",\"name\":\"inv\",\"ts_ms\":1465491411815,\"db\":\"inventory\",\"table\":\"customers\",\"server_id\":223344,\"gtid\":null,\"file\":\"mysql-bin.000003\",\"pos\":484,\"row\":2,\"thread\":7}";
    Normalization.Normalized read =
        normalized(
            "{\"id\":1004}",
            "{\"before\":{\"id\":1004,\"note\":null},\"after\":null," + mysql + ",\"op\":\"d\"}");

    assertThat(read.event().source())
        .isEqualTo(
            new Origin(
                "legacy",
                "MySQL",
                "inventory",
                new TableName("inventory", "customers"),
                "mysql-bin.000003:484/2"));
    assertThat(read.event().before()).contains(object("{\"id\":1004,\"note\":null}"));
    assertThat(read.identity()).contains(new EventIdentity("d/223344/mysql-bin.000003/484/2/"));
  }

  @Test
  void readsMongoDbDocumentsAndUpdatesOfWholeMembers() {
    String mongo =
        "\"source\":{\"version\":\"3.5.0.Final\",\"connector\":\"mongodb\",\"name\":\"f\",\"ts_ms\":1558965508000,\"snapshot\":\"false\",\"db\":\"inventory\",\"collection\":\"customers\",\"ord\":31}";
    ChangeEvent created =
        normalized(
                "{\"id\":\"{\\\"$numberLong\\\": \\\"1004\\\"}\"}",
                "{\"before\":null,\"after\":\"{\\\"_id\\\": {\\\"$numberLong\\\": \\\"1004\\\"},\\\"oid\\\": {\\\"$oid\\\": \\\"596e275826f08b2730779e1f\\\"},\\\"at\\\": {\\\"$date\\\": 1558965508000}}\","
                    + mongo
                    + ",\"op\":\"c\"}")
            .event();
    ChangeEvent updated =
        normalized(
                "{\"id\":\"{\\\"$numberLong\\\": \\\"1004\\\"}\"}",
                "{\"before\":null,\"after\":null,\"updateDescription\":{\"removedFields\":[\"phone\"],\"updatedFields\":\"{\\\"first\\\": \\\"Anne\\\"}\",\"truncatedArrays\":null},"
                    + mongo
                    + ",\"op\":\"u\"}")
            .event();

    assertThat(created.key()).isEqualTo(object("{\"_id\":1004}"));
    assertThat(created.after())
        .contains(
            object(
                "{\"_id\":1004,\"oid\":\"596e275826f08b2730779e1f\",\"at\":\"2019-05-27T13:58:28Z\"}"));
    assertThat(updated.after())
        .contains(object("{\"_id\":1004,\"first\":\"Anne\",\"phone\":null}"));
    assertThat(
            refused(
                "{\"before\":null,\"after\":null,\"updateDescription\":{\"updatedFields\":\"{\\\"a.b\\\": 1}\"},"
                    + mongo
                    + ",\"op\":\"u\"}"))
        .contains("capture.mode=change_streams_update_full");
  }

  @Test
  void readsFlattenedRowsThatTellTheirTable() {
    ChangeEvent updated =
        normalized(
                "{\"id\":1}",
                "{\"id\":1,\"name\":\"a\",\"__op\":\"u\",\"__db\":\"shop\",\"__schema\":\"public\",\"__table\":\"widgets\",\"__source_ts_ms\":1795000000123,\"__deleted\":\"false\"}")
            .event();
    ChangeEvent deleted =
        normalized(
                "{\"id\":1}",
                "{\"id\":1,\"name\":null,\"__op\":\"d\",\"__schema\":\"public\",\"__table\":\"widgets\",\"__deleted\":\"true\"}")
            .event();

    assertThat(updated.changeType()).isEqualTo(ChangeType.UPDATE);
    assertThat(updated.after()).contains(object("{\"id\":1,\"name\":\"a\"}"));
    assertThat(updated.source().table()).isEqualTo(WIDGETS);
    assertThat(updated.timestamp()).isEqualTo(Instant.ofEpochMilli(1795000000123L));
    assertThat(deleted.changeType()).isEqualTo(ChangeType.DELETE);
    assertThat(deleted.key()).isEqualTo(object("{\"id\":1}"));
    assertThat(deleted.after()).isEmpty();
  }

  @Test
  void takesATombstoneForADeleteWhereRowsAreFlattenedOnly() {
    DebeziumJsonNormalizer flattened =
        new DebeziumJsonNormalizer(
            DebeziumSettings.of("legacy", Map.of("rows", WIDGETS), Map.of(), Map.of()));
    RawRecord tombstone =
        new RawRecord(
            "rows",
            0,
            7,
            Instant.EPOCH,
            Optional.of(Bytes.utf8("{\"id\":1}")),
            Optional.empty(),
            List.of());

    assertThat(flattened.normalize(tombstone).getFirst())
        .isInstanceOfSatisfying(
            Normalization.Normalized.class,
            one -> assertThat(one.event().changeType()).isEqualTo(ChangeType.DELETE));
    assertThat(normalizer.normalize(tombstone))
        .containsExactly(new Normalization.Skipped("tombstone"));
  }

  @Test
  void passesOverWhatStandsBetweenChanges() {
    assertThat(outcome("{\"status\":\"BEGIN\",\"id\":\"571\",\"event_count\":null}"))
        .isEqualTo(new Normalization.Skipped("transaction boundary"));
    assertThat(outcome("{\"ts_ms\":1795000000123}"))
        .isEqualTo(new Normalization.Skipped("heartbeat"));
    assertThat(
            outcome(
                "{\"source\":{\"connector\":\"mysql\"},\"databaseName\":\"inventory\",\"ddl\":\"ALTER TABLE x\"}"))
        .isEqualTo(new Normalization.Skipped("schema change"));
    assertThat(outcome("{\"op\":\"m\"," + SOURCE + ",\"message\":{\"prefix\":\"p\"}}"))
        .isEqualTo(new Normalization.Skipped("logical message"));
    assertThat(outcome("{\"op\":\"t\",\"before\":null,\"after\":null," + SOURCE + "}"))
        .isEqualTo(
            new Normalization.Control(
                new ControlRecord.Truncated(
                    "legacy",
                    Instant.ofEpochMilli(1795000000123L),
                    "0/1A2BBC8",
                    WIDGETS,
                    Optional.empty())));
  }

  @Test
  void tellsTheEndOfATransaction() {
    assertThat(
            DebeziumTransactions.read(
                raw(
                    Optional.empty(),
                    "{\"status\":\"END\",\"id\":\"571:1\",\"event_count\":3,\"data_collections\":[{\"data_collection\":\"public.widgets\",\"event_count\":2},{\"data_collection\":\"public.colors\",\"event_count\":1}]}")))
        .contains(
            new TransactionBoundary.End(
                "571:1", 3, Map.of("public.widgets", 2L, "public.colors", 1L)));
  }

  @Test
  void refusesWhatIsNoRecordOfDebeziumAndSaysWhy() {
    assertThat(refused("\u0000\u0000\u0000\u0000\u0001abc")).contains("Avro").contains("mend: ");
    assertThat(refused("{\"op\":\"u\",\"source\":{}}")).contains("no envelope");
    assertThat(refused("{\"before\":null")).contains("not JSON");
    assertThat(refused("[]")).contains("no JSON object");
    assertThat(refused("{\"id\":1}")).contains("does not tell its table");
    assertThat(refused("{\"schema\":{\"type\":\"struct\"},\"payload\":{}}"))
        .contains("the schema part lacks 'fields'");
    assertThat(refused("{\"op\":\"c\",\"after\":7," + SOURCE + "}")).contains("'after' is no row");
  }

  private static String withSchema(String price, String day) {
    String row =
        "\"type\":\"struct\",\"optional\":true,\"fields\":[{\"type\":\"int32\",\"optional\":false,\"field\":\"id\"},{\"type\":\"bytes\",\"optional\":true,\"name\":\"org.apache.kafka.connect.data.Decimal\",\"parameters\":{\"scale\":\"2\"},\"field\":\"price\"},{\"type\":\"int32\",\"optional\":true,\"name\":\"io.debezium.time.Date\",\"field\":\"day\"},{\"type\":\"string\",\"optional\":true,\"name\":\"io.debezium.data.Json\",\"field\":\"data\"}]";
    return "{\"schema\":{\"type\":\"struct\",\"fields\":[{"
        + row
        + ",\"field\":\"before\"},{"
        + row
        + ",\"field\":\"after\"}],\"optional\":false,\"name\":\"shop.Envelope\"},\"payload\":{\"before\":null,\"after\":{\"id\":1,\"price\":"
        + price
        + ",\"day\":"
        + day
        + ",\"data\":\"{\\\"a\\\":1.0}\"},"
        + SOURCE
        + ",\"op\":\"c\"}}";
  }

  private Normalization outcome(String value) {
    List<Normalization> outcomes = normalizer.normalize(raw(Optional.empty(), value));
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  private Normalization.Normalized normalized(String key, String value) {
    Normalization outcome =
        normalizer.normalize(raw(Optional.of(Bytes.utf8(key)), value)).getFirst();
    assertThat(outcome).isInstanceOf(Normalization.Normalized.class);
    return (Normalization.Normalized) outcome;
  }

  private ChangeEvent event(String value) {
    return normalized("{\"id\":1}", value).event();
  }

  private String refused(String value) {
    Normalization outcome = outcome(value);
    assertThat(outcome).isInstanceOf(Normalization.Refused.class);
    return ((Normalization.Refused) outcome).reason();
  }

  private static Value.Obj object(String json) {
    return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private static RawRecord raw(Optional<Bytes> key, String value) {
    return new RawRecord(
        "shop.public.widgets", 0, 7, Instant.EPOCH, key, Optional.of(Bytes.utf8(value)), List.of());
  }
}
