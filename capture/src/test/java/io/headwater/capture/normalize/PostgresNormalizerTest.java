package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.resource.TableName;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

final class PostgresNormalizerTest {

  private static final String PLACEHOLDER = PostgresNormalizer.DEFAULT_PLACEHOLDER;
  private static final TableName WHOLE = new TableName("public", "whole");
  private static final ReplicaIdentity FULL =
      new ReplicaIdentity(true, Set.of(), Set.of(), new LogPosition(0));
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
          .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
          .field("db", Schema.STRING_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .build();
  private static final Schema TRANSACTION =
      SchemaBuilder.struct()
          .optional()
          .field("id", Schema.STRING_SCHEMA)
          .field("total_order", Schema.INT64_SCHEMA)
          .build();
  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .field("id", Schema.INT32_SCHEMA)
          .field("name", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private final PostgresNormalizer normalizer =
      new PostgresNormalizer(
          "shop",
          PLACEHOLDER,
          table -> table.equals(WHOLE) ? FULL : ReplicaIdentity.KEY_ONLY,
          Set.of("CENTS"),
          Masking.none());

  private static Struct row(int id, String name) {
    return new Struct(ROW).put("id", id).put("name", name);
  }

  private static Struct idOnly(int id) {
    return new Struct(ROW).put("id", id);
  }

  private static Struct source(String table, String snapshot) {
    return new Struct(SOURCE)
        .put("version", "3.5.0.Final")
        .put("connector", "postgresql")
        .put("ts_ms", 1_000L)
        .put("ts_us", 1_000_123L)
        .put("snapshot", snapshot)
        .put("db", "shop")
        .put("schema", "public")
        .put("table", table)
        .put("lsn", 0x1A2B3C8L);
  }

  private record Envelope(
      String op, String table, String snapshot, Optional<Struct> before, Optional<Struct> after) {

    SourceRecord asRecord(Schema rowSchema) {
      Schema schema =
          SchemaBuilder.struct()
              .name("shop.public.t.Envelope")
              .field("before", rowSchema)
              .field("after", rowSchema)
              .field("source", SOURCE)
              .field("op", Schema.STRING_SCHEMA)
              .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
              .field("transaction", TRANSACTION)
              .build();
      Struct value = new Struct(schema).put("source", source(table, snapshot)).put("op", op);
      before.ifPresent(image -> value.put("before", image));
      after.ifPresent(image -> value.put("after", image));
      if (snapshot.equals("false")) {
        value.put(
            "transaction",
            new Struct(TRANSACTION).put("id", "571:53195832").put("total_order", 4L));
      }
      return new SourceRecord(
          Map.of("server", "shop"),
          Map.of("lsn", 0x1A2B3C8L),
          "shop.public." + table,
          KEY,
          new Struct(KEY).put("id", 42),
          schema,
          value);
    }
  }

  private static SourceRecord change(String op, Optional<Struct> before, Optional<Struct> after) {
    return new Envelope(op, "widgets", "false", before, after).asRecord(ROW);
  }

  private ChangeEvent event(SourceRecord engineRecord) {
    Normalization outcome = normalizer.normalize(engineRecord);
    assertThat(outcome).isInstanceOf(Normalization.Normalized.class);
    ChangeEvent event = ((Normalization.Normalized) outcome).event();
    assertThat(ChangeLogCodec.decode(ChangeLogCodec.encode(event)))
        .isEqualTo(
            new ChangeEvent(
                Instant.ofEpochMilli(event.timestamp().toEpochMilli()),
                event.changeType(),
                event.key(),
                event.before(),
                event.after(),
                event.source(),
                event.transaction(),
                event.snapshot(),
                event.engine()));
    return event;
  }

  private String refusal(SourceRecord engineRecord) {
    Normalization outcome = normalizer.normalize(engineRecord);
    assertThat(outcome).isInstanceOf(Normalization.Refused.class);
    return ((Normalization.Refused) outcome).reason();
  }

  /** The JSON form of one column's value. */
  private String json(Schema column, Object value) {
    Schema schema =
        SchemaBuilder.struct()
            .optional()
            .field("id", Schema.INT32_SCHEMA)
            .field("c", column)
            .build();
    Struct after = new Struct(schema).put("id", 42).put("c", value);
    return event(
            new Envelope("c", "widgets", "false", Optional.empty(), Optional.of(after))
                .asRecord(schema))
        .after()
        .orElseThrow()
        .require("c")
        .toJson();
  }

  private static Schema named(SchemaBuilder builder, String name) {
    return builder.name(name).optional().build();
  }

  private static Schema typed(Schema.Type type, String sourceType) {
    return new SchemaBuilder(type)
        .parameter("__debezium.source.column.type", sourceType)
        .optional()
        .build();
  }

  @Test
  void bringsAnUpdateIntoTheStandardForm() {
    assertThat(event(change("u", Optional.of(row(42, "old")), Optional.of(row(42, "new")))))
        .isEqualTo(
            new ChangeEvent(
                Instant.parse("1970-01-01T00:00:01.000123Z"),
                ChangeType.UPDATE,
                new Value.Obj(Map.of("id", Value.of(42))),
                Optional.of(new Value.Obj(Map.of("id", Value.of(42), "name", Value.of("old")))),
                Optional.of(new Value.Obj(Map.of("id", Value.of(42), "name", Value.of("new")))),
                new Origin(
                    "shop", "PostgreSQL", "shop", new TableName("public", "widgets"), "0/1A2B3C8"),
                Optional.of(new TransactionMark("571", 3, false)),
                false,
                new EngineVersion("debezium", "postgresql", "3.5.0.Final")));
  }

  @Test
  void readsASnapshotsRowAsACreateOutsideOfTransactions() {
    ChangeEvent event =
        event(
            new Envelope("r", "widgets", "first", Optional.empty(), Optional.of(row(1, "a")))
                .asRecord(ROW));

    assertThat(event.changeType()).isEqualTo(ChangeType.CREATE);
    assertThat(event.snapshot()).isTrue();
    assertThat(event.transaction()).isEmpty();
  }

  @Test
  void leavesUnloggedColumnsOutOfTheBeforeImage() {
    ChangeEvent keyOnly = event(change("d", Optional.of(idOnly(42)), Optional.empty()));
    ChangeEvent whole =
        event(
            new Envelope("d", "whole", "false", Optional.of(idOnly(42)), Optional.empty())
                .asRecord(ROW));

    assertThat(keyOnly.before().orElseThrow().members()).containsOnlyKeys("id");
    assertThat(whole.before().orElseThrow().members()).containsOnlyKeys("id", "name");
  }

  @Test
  void neverLetsThePlaceholderThrough() {
    ChangeEvent unknown = event(change("u", Optional.empty(), Optional.of(row(42, PLACEHOLDER))));
    ChangeEvent filled =
        event(change("u", Optional.of(row(42, "old")), Optional.of(row(42, PLACEHOLDER))));

    assertThat(unknown.after().orElseThrow().members()).containsOnlyKeys("id");
    assertThat(filled.after().orElseThrow().require("name")).isEqualTo(Value.of("old"));
  }

  @Test
  void aRowWhosePrimaryKeyChangedIsCreatedWithoutTheColumnsThatWereNotLogged() {
    ChangeEvent created = event(change("c", Optional.empty(), Optional.of(row(42, PLACEHOLDER))));

    assertThat(created.changeType()).isEqualTo(ChangeType.CREATE);
    assertThat(created.after().orElseThrow().members()).containsOnlyKeys("id");
  }

  @Test
  void recognizesThePlaceholderInEveryShape() {
    Placeholder placeholder = new Placeholder(PLACEHOLDER);
    byte[] bytes = PLACEHOLDER.getBytes(StandardCharsets.UTF_8);

    assertThat(placeholder.is(PLACEHOLDER)).isTrue();
    assertThat(placeholder.is(bytes)).isTrue();
    assertThat(placeholder.is(List.of(PLACEHOLDER))).isTrue();
    assertThat(placeholder.is(Map.of(PLACEHOLDER, PLACEHOLDER))).isTrue();
    assertThat(placeholder.is("{\"" + PLACEHOLDER + "\":\"" + PLACEHOLDER + "\"}")).isTrue();
    assertThat(placeholder.is(PLACEHOLDER + " ")).isFalse();
    assertThat(placeholder.is(Arrays.asList((Object) null))).isFalse();
    assertThat(placeholder.is(List.of())).isFalse();
  }

  @Test
  void writesEveryValueWithoutLoss() {
    assertThat(json(Schema.INT64_SCHEMA, Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
    assertThat(json(Schema.FLOAT32_SCHEMA, 0.1f)).isEqualTo("0.1");
    assertThat(json(Schema.FLOAT64_SCHEMA, Double.NaN)).isEqualTo("\"NaN\"");
    assertThat(json(Schema.FLOAT64_SCHEMA, Double.NEGATIVE_INFINITY)).isEqualTo("\"-Infinity\"");
    assertThat(json(Schema.BYTES_SCHEMA, new byte[] {(byte) 0xff})).isEqualTo("\"/w==\"");
    assertThat(json(Decimal.schema(3), new BigDecimal("1.500"))).isEqualTo("1.500");
    assertThat(json(typed(Schema.Type.STRING, "NUMERIC"), "1.500")).isEqualTo("1.500");
    assertThat(json(typed(Schema.Type.STRING, "NUMERIC"), "NAN")).isEqualTo("\"NaN\"");
    assertThat(json(typed(Schema.Type.STRING, "CENTS"), "1.50")).isEqualTo("1.50");
    assertThat(json(typed(Schema.Type.STRING, "TEXT"), "1.500")).isEqualTo("\"1.500\"");
    assertThat(json(typed(Schema.Type.BYTES, "PAIR"), "(1,x)".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("\"(1,x)\"");
    assertThat(json(Timestamp.SCHEMA, java.util.Date.from(Instant.ofEpochMilli(1))))
        .isEqualTo("\"1970-01-01T00:00:00.001\"");
    assertThat(json(named(SchemaBuilder.int32(), "io.debezium.time.Date"), -719_163))
        .isEqualTo("\"0000-12-31\"");
    assertThat(json(named(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp"), -1L))
        .isEqualTo("\"1969-12-31T23:59:59.999999\"");
    assertThat(json(named(SchemaBuilder.int64(), "io.debezium.time.NanoTime"), 1L))
        .isEqualTo("\"00:00:00.000000001\"");
    assertThat(json(named(SchemaBuilder.int64(), "io.debezium.time.MicroDuration"), 1_500_000L))
        .isEqualTo("\"PT1.5S\"");
    assertThat(json(named(SchemaBuilder.string(), "io.debezium.data.Json"), "{\"a\": 1.0}"))
        .isEqualTo("{\"a\":1.0}");
    assertThat(json(named(SchemaBuilder.string(), "io.debezium.data.Json"), "{\"a\":1,\"a\":2}"))
        .isEqualTo("\"{\\\"a\\\":1,\\\"a\\\":2}\"");
    Schema bits =
        SchemaBuilder.bytes().name("io.debezium.data.Bits").parameter("length", "10").build();
    assertThat(json(bits, new byte[] {5, 2})).isEqualTo("\"1000000101\"");
    Schema variable =
        SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();
    assertThat(json(variable, new Struct(variable).put("scale", 2).put("value", new byte[] {100})))
        .isEqualTo("1.00");
    Schema point =
        SchemaBuilder.struct()
            .field("x", Schema.FLOAT64_SCHEMA)
            .field("y", Schema.FLOAT64_SCHEMA)
            .build();
    assertThat(json(point, new Struct(point).put("x", 1.5).put("y", -2.0)))
        .isEqualTo("{\"x\":1.5,\"y\":-2.0}");
    assertThat(
            json(SchemaBuilder.array(Schema.OPTIONAL_INT32_SCHEMA).build(), Arrays.asList(1, null)))
        .isEqualTo("[1,null]");
    assertThat(
            json(
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA).build(),
                Map.of("a", "b")))
        .isEqualTo("{\"a\":\"b\"}");
  }

  @Test
  void skipsWhatIsNoChange() {
    SourceRecord tombstone =
        new SourceRecord(Map.of(), Map.of(), "t", KEY, new Struct(KEY).put("id", 1), null, null);

    assertThat(normalizer.normalize(tombstone)).isEqualTo(new Normalization.Skipped("tombstone"));
  }

  @Test
  void turnsHeartbeatsAndTruncatesIntoControlRecords() {
    Schema heartbeat =
        SchemaBuilder.struct()
            .name("io.debezium.connector.common.Heartbeat")
            .field("ts_ms", Schema.INT64_SCHEMA)
            .build();
    SourceRecord beat =
        new SourceRecord(
            Map.of(), Map.of("lsn", 255L), "h", heartbeat, new Struct(heartbeat).put("ts_ms", 5L));

    assertThat(normalizer.normalize(beat))
        .isEqualTo(
            new Normalization.Control(
                new ControlRecord.Heartbeat("shop", Instant.ofEpochMilli(5), "0/FF")));
    assertThat(normalizer.normalize(change("t", Optional.empty(), Optional.empty())))
        .isInstanceOfSatisfying(
            Normalization.Control.class,
            control -> assertThat(control.control()).isInstanceOf(ControlRecord.Truncated.class));
  }

  @Test
  void refusesWithoutQuotingAValue() {
    Schema schema =
        SchemaBuilder.struct()
            .optional()
            .field("id", Schema.INT32_SCHEMA)
            .field("t", named(SchemaBuilder.int64(), "io.debezium.time.NanoTime"))
            .build();
    Struct after = new Struct(schema).put("id", 42).put("t", 987_654_321_987_654_321L);
    SourceRecord broken =
        new Envelope("c", "widgets", "false", Optional.empty(), Optional.of(after))
            .asRecord(schema);

    String reason = refusal(broken);
    QuarantineRecord kept =
        normalizer.quarantine(broken, new Normalization.Refused(reason), Instant.EPOCH);

    assertThat(reason).contains("'t'").doesNotContain("987");
    assertThat(kept.subject()).isEqualTo("public.widgets {\"id\":42}");
    assertThat(kept.position()).isEqualTo("0/1A2B3C8");
    assertThat(Json.readObject(kept.payload().array()).members()).containsKeys("schema", "payload");
  }

  @Test
  void neverThrows() {
    Schema odd =
        SchemaBuilder.struct().name("x.Envelope").field("op", Schema.STRING_SCHEMA).build();
    List<SourceRecord> hostile =
        List.of(
            new SourceRecord(Map.of(), Map.of(), "t", Schema.STRING_SCHEMA, "secret"),
            new SourceRecord(Map.of(), Map.of(), "t", null, "secret"),
            new SourceRecord(Map.of(), Map.of(), "t", odd, new Struct(odd).put("op", "c")),
            new SourceRecord(Map.of(), Map.of(), "t", odd, new Struct(odd)),
            change("u", Optional.empty(), Optional.empty()),
            change("z", Optional.empty(), Optional.empty()));

    for (SourceRecord engineRecord : hostile) {
      String reason = refusal(engineRecord);
      assertThat(reason).doesNotContain("secret");
      assertThat(
              normalizer
                  .quarantine(engineRecord, new Normalization.Refused(reason), Instant.EPOCH)
                  .payload()
                  .size())
          .isPositive();
    }
  }
}
