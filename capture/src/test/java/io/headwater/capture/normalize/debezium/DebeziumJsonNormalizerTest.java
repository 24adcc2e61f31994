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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                Optional.of(new EventIdentity("u/27442120/571"))));
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
  void saysTheSameOfABrokenPayloadWhetherItsSchemaPartIsKnownOrNot() {
    String broken = "{\"schema\":{\"type\":\"struct\",\"fields\":[]},\"payload\" :\n nonsense}";

    assertThat(refused(broken)).isEqualTo(refused(broken));
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
  void splitsAChangedKeyIntoADeleteAndACreateOfTheSameTransaction() {
    List<Normalization> outcomes =
        normalizer.normalize(
            raw(
                Optional.of(Bytes.utf8("{\"id\":2}")),
                "{\"before\":{\"id\":1,\"note\":\"long\"},\"after\":{\"id\":2,\"note\":\"__debezium_unavailable_value\"},"
                    + SOURCE
                    + ",\"transaction\":{\"id\":\"571:1\",\"total_order\":4},\"op\":\"u\"}"));

    ChangeEvent gone = ((Normalization.Normalized) outcomes.get(0)).event();
    ChangeEvent made = ((Normalization.Normalized) outcomes.get(1)).event();
    assertThat(outcomes).hasSize(2);
    assertThat(gone.changeType()).isEqualTo(ChangeType.DELETE);
    assertThat(gone.key()).isEqualTo(object("{\"id\":1}"));
    assertThat(gone.before()).contains(object("{\"id\":1,\"note\":\"long\"}"));
    assertThat(gone.after()).isEmpty();
    assertThat(made.changeType()).isEqualTo(ChangeType.CREATE);
    assertThat(made.key()).isEqualTo(object("{\"id\":2}"));
    assertThat(made.before()).isEmpty();
    assertThat(made.after()).contains(object("{\"id\":2,\"note\":\"long\"}"));
    assertThat(made.transaction()).isEqualTo(gone.transaction()).isPresent();
  }

  /** PostgreSQL's connector writes a zero for a column that must not be null and was not logged. */
  @Test
  void makesNoDeleteOfAKeyThatMayNotHaveBeenLogged() {
    for (String former : List.of("0", "null")) {
      ChangeEvent event =
          normalized(
                  "{\"id\":2}",
                  "{\"before\":{\"id\":%s,\"code\":\"a\"},\"after\":{\"id\":2,\"code\":\"b\"},%s,\"op\":\"u\"}"
                      .formatted(former, SOURCE))
              .event();

      assertThat(event.changeType()).isEqualTo(ChangeType.UPDATE);
      assertThat(event.key()).isEqualTo(object("{\"id\":2}"));
    }
  }

  /** A connector that starts within a transaction counts its changes anew. */
  @Test
  void knowsAChangeThatIsSentAgainWithAnotherNumber() {
    String change =
        "{\"after\":{\"id\":1},"
            + SOURCE
            + ",\"transaction\":{\"id\":\"571:1\",\"total_order\":%d},\"op\":\"u\"}";

    assertThat(normalized("{\"id\":1}", change.formatted(7)).identity())
        .isPresent()
        .isEqualTo(normalized("{\"id\":1}", change.formatted(2)).identity());
  }

  /** All rows of a COPY share a place in the log, and those of a snapshot may be read again. */
  @Test
  void givesNoIdentityToRowsWithoutAKeyOrOfASnapshot() {
    assertThat(normalized("{}", "{\"after\":{\"a\":1}," + SOURCE + ",\"op\":\"c\"}").identity())
        .isEmpty();
    assertThat(
            normalized("{\"id\":1}", "{\"after\":{\"id\":1}," + SOURCE + ",\"op\":\"r\"}")
                .identity())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "connector":"mysql","db":"shop","table":"w","server_id":223344,"gtid":null,"file":"bin.3","pos":484,"row":2 | MySQL | shop.w | bin.3:484/2 | c/223344/bin.3/484/2/
          "connector":"mariadb","db":"shop","table":"w","server_id":1,"gtid":"0-1-5","file":"bin.3","pos":484,"row":0 | MariaDB | shop.w | 0-1-5/0 | c/1/bin.3/484/0/0-1-5
          "connector":"sqlserver","db":"shop","schema":"dbo","table":"w","change_lsn":"27:d8:2","commit_lsn":"27:db:5","event_serial_no":1 | SQL Server | dbo.w | 27:db:5/27:d8:2/1 | c/27:db:5/27:d8:2/1
          "connector":"oracle","db":"ORCL","schema":"SH","table":"W","txId":"6.28.807","scn":"2122185","rs_id":"1.2","ssn":0 | Oracle | SH.W | 2122185 | c/2122185/6.28.807///1.2/0
          "connector":"oracle","db":"ORCL","schema":"SH","table":"W","txId":"6.28.807","scn":"2122185" | Oracle | SH.W | 2122185 |
          "connector":"mongodb","db":"shop","collection":"w","ts_ms":1558965508000,"ord":31 | MongoDB | shop.w | 1558965508:31 | c/1558965508000/31
          "connector":"cockroachdb","db":"shop","schema":"public","table":"w" | cockroachdb | public.w | shop.public.widgets-0@7 |
          """)
  void tellsWhereAChangeComesFrom(
      String source, String kind, String table, String position, String identity) {
    String after = source.contains("mongodb") ? "\"{\\\"_id\\\":1}\"" : "{\"id\":1}";
    Normalization.Normalized one =
        normalized(
            "{\"id\":\"1\"}",
            "{\"after\":%s,\"source\":{%s},\"op\":\"c\"}".formatted(after, source));

    assertThat(one.event().source().kind()).isEqualTo(kind);
    assertThat(one.event().source().table().toString()).isEqualTo(table);
    assertThat(one.event().source().position()).isEqualTo(position);
    assertThat(one.identity()).isEqualTo(Optional.ofNullable(identity).map(EventIdentity::new));
  }

  @Test
  void takesTheConfiguredKeyFromTheKeyOrTheRow() {
    DebeziumJsonNormalizer configured =
        new DebeziumJsonNormalizer(
            DebeziumSettings.of(
                "legacy",
                Map.of(),
                Map.of(WIDGETS, List.of("made")),
                Map.of(WIDGETS, Map.of("made", "io.debezium.time.Date"))));
    String value = "{\"after\":{\"id\":1,\"made\":20000}," + SOURCE + ",\"op\":\"c\"}";

    for (String key :
        List.of(
            "20000",
            "{\"made\":20000,\"id\":2}",
            "{\"schema\":{\"type\":\"int32\",\"name\":\"io.debezium.time.Date\"},\"payload\":20000}",
            "{\"id\":1}",
            "Struct{id=1}")) {
      assertThat(configured.normalize(raw(Optional.of(Bytes.utf8(key)), value)))
          .as(key)
          .singleElement()
          .isInstanceOfSatisfying(
              Normalization.Normalized.class,
              one -> assertThat(one.event().key()).isEqualTo(object("{\"made\":\"2024-10-04\"}")));
    }
    assertThat(
            configured.normalize(
                raw(Optional.empty(), "{\"after\":{\"id\":1}," + SOURCE + ",\"op\":\"c\"}")))
        .singleElement()
        .isInstanceOf(Normalization.Refused.class);
  }

  @Test
  void takesTheConnectorsTimeWhereTheSourceHasNone() {
    assertThat(
            normalized(
                    "{\"id\":1}",
                    "{\"after\":{\"id\":1},\"source\":{\"connector\":\"mysql\",\"db\":\"d\",\"table\":\"t\",\"ts_ms\":0},\"op\":\"r\",\"ts_ms\":1795000000200}")
                .event()
                .timestamp())
        .isEqualTo(Instant.ofEpochMilli(1795000000200L));
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
