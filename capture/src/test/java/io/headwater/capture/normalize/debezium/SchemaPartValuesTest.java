package io.headwater.capture.normalize.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.normalize.ColumnReaders;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;

/**
 * A value has the same JSON whether it comes from an engine of our own or through JsonConverter.
 */
class SchemaPartValuesTest {

  private static final Date NOON = Date.from(Instant.parse("1970-01-01T12:00:00.5Z"));

  private final DebeziumJsonNormalizer normalizer =
      new DebeziumJsonNormalizer(DebeziumSettings.of("shop"));

  private static SchemaBuilder named(SchemaBuilder type, String name) {
    return type.name(name);
  }

  private static Map<Schema, Object> samples() {
    Map<Schema, Object> samples = new LinkedHashMap<>();
    samples.put(SchemaBuilder.int8().build(), (byte) -128);
    samples.put(SchemaBuilder.int16().build(), (short) 32767);
    samples.put(SchemaBuilder.int32().build(), Integer.MIN_VALUE);
    samples.put(SchemaBuilder.int64().build(), Long.MAX_VALUE);
    samples.put(SchemaBuilder.float32().build(), 0.1f);
    samples.put(SchemaBuilder.float64().build(), 1.7976931348623157e308);
    samples.put(SchemaBuilder.float64().optional().build(), Double.NaN);
    samples.put(SchemaBuilder.bool().build(), true);
    samples.put(SchemaBuilder.string().build(), "Grüße \"x\" 😀");
    samples.put(SchemaBuilder.bytes().build(), new byte[] {(byte) 0xde, (byte) 0xad});
    samples.put(Decimal.schema(2), new BigDecimal("-0.10"));
    samples.put(
        Decimal.builder(10).optional().build(),
        new BigDecimal("123456789012345678901234567890.0000000001"));
    samples.put(
        org.apache.kafka.connect.data.Date.SCHEMA,
        Date.from(Instant.parse("2026-11-20T00:00:00Z")));
    samples.put(Time.SCHEMA, NOON);
    samples.put(Timestamp.SCHEMA, Date.from(Instant.parse("2026-11-20T09:11:00.123Z")));
    samples.put(named(SchemaBuilder.int32(), "io.debezium.time.Date").build(), 20_000);
    samples.put(named(SchemaBuilder.int32(), "io.debezium.time.Time").build(), 43_200_500);
    samples.put(named(SchemaBuilder.int32(), "io.debezium.time.Year").build(), 2026);
    samples.put(
        named(SchemaBuilder.int64(), "io.debezium.time.MicroTime").build(), -3_020_399_000_000L);
    samples.put(named(SchemaBuilder.int64(), "io.debezium.time.NanoTime").build(), 1_000_000_001L);
    samples.put(
        named(SchemaBuilder.int64(), "io.debezium.time.Timestamp").build(), 1_763_629_860_123L);
    samples.put(
        named(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp").build(),
        1_763_629_860_123_456L);
    samples.put(
        named(SchemaBuilder.int64(), "io.debezium.time.NanoTimestamp").build(),
        1_763_629_860_123_456_789L);
    samples.put(
        named(SchemaBuilder.int64(), "io.debezium.time.MicroDuration").build(), 3_600_000_001L);
    samples.put(
        named(SchemaBuilder.int64(), "io.debezium.time.NanoDuration").build(), 3_600_000_001L);
    samples.put(
        named(SchemaBuilder.string(), "io.debezium.time.Interval").build(), "P1Y2M3DT4H5M6.789S");
    samples.put(
        named(SchemaBuilder.string(), "io.debezium.time.ZonedTimestamp").build(),
        "2026-11-20T07:11:00Z");
    samples.put(named(SchemaBuilder.string(), "io.debezium.time.ZonedTime").build(), "08:00:00.5Z");
    samples.put(
        named(SchemaBuilder.string(), "io.debezium.time.IsoTimestamp").build(),
        "2026-11-20T07:11:00Z");
    samples.put(
        named(SchemaBuilder.string(), "io.debezium.data.Json").build(),
        "{\"b\": 1.0, \"a\": [null]}");
    samples.put(
        named(SchemaBuilder.string(), "io.debezium.data.Uuid").build(),
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    samples.put(named(SchemaBuilder.string(), "io.debezium.data.Xml").build(), "<a/>");
    samples.put(
        named(SchemaBuilder.string(), "io.debezium.data.Enum").parameter("allowed", "s,m").build(),
        "m");
    samples.put(
        named(SchemaBuilder.string(), "io.debezium.data.EnumSet")
            .parameter("allowed", "a,b")
            .build(),
        "a,b");
    samples.put(
        named(SchemaBuilder.bytes(), "io.debezium.data.Bits").parameter("length", "10").build(),
        new byte[] {5, 0});
    samples.put(
        SchemaBuilder.string().parameter(ColumnReaders.SOURCE_TYPE, "NUMERIC").build(), "1.500");
    samples.put(
        SchemaBuilder.string().parameter(ColumnReaders.SOURCE_TYPE, "DECIMAL UNSIGNED").build(),
        "7.0");
    samples.put(
        SchemaBuilder.array(Schema.OPTIONAL_INT32_SCHEMA).build(), Arrays.asList(1, null, 3));
    samples.put(SchemaBuilder.array(Decimal.schema(1)).build(), List.of(new BigDecimal("1.5")));
    samples.put(
        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA).build(),
        Map.of("a", "1"));
    samples.put(SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.INT32_SCHEMA).build(), Map.of(7, 8));
    structs(samples);
    return samples;
  }

  private static void structs(Map<Schema, Object> samples) {
    Schema variable =
        SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();
    samples.put(
        variable, new Struct(variable).put("scale", 3).put("value", new byte[] {5, (byte) 0xdc}));
    Schema point =
        SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Point")
            .field("x", Schema.FLOAT64_SCHEMA)
            .field("y", Schema.FLOAT64_SCHEMA)
            .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
            .build();
    samples.put(point, new Struct(point).put("x", 1.5).put("y", -2.0).put("wkb", new byte[] {1}));
  }

  @Test
  void hasTheFormOfTheEmbeddedEngine() {
    Map<Schema, Object> samples = samples();
    Struct envelope = envelope(samples);
    ColumnReaders readers = ColumnReaders.ofOtherDatabases();
    for (int time = 0; time < 2; time++) {
      Value.Obj row = read(envelope, true).after().orElseThrow();
      List<String> wrong = new ArrayList<>();
      int i = 0;
      for (Map.Entry<Schema, Object> sample : samples.entrySet()) {
        Value expected = readers.of(sample.getKey()).read(sample.getValue());
        Value actual = row.require("c" + i++);
        if (!actual.equals(expected)) {
          wrong.add(sample.getKey() + " is " + actual.toJson() + ", not " + expected.toJson());
        }
      }
      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void readsARecordTheSameWhateverItsTopicHeldBefore() {
    Map<Schema, Object> one = Map.of(SchemaBuilder.int64().build(), 1L);
    Map<Schema, Object> other =
        Map.of(SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").build(), 1L);
    for (int time = 0; time < 2; time++) {
      assertThat(read(envelope(one), true).after().orElseThrow().toJson()).isEqualTo("{\"c0\":1}");
      assertThat(read(envelope(other), true).after().orElseThrow().toJson())
          .isEqualTo("{\"c0\":\"1970-01-01T00:00:00.000001\"}");
      assertThat(read(envelope(other), false).after().orElseThrow().toJson())
          .isEqualTo("{\"c0\":1}");
    }
  }

  private ChangeEvent read(Struct envelope, boolean withSchema) {
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", withSchema), false);
      byte[] value = converter.fromConnectData("t", envelope.schema(), envelope);
      RawRecord raw =
          new RawRecord(
              "t", 0, 0, Instant.EPOCH, Optional.empty(), Optional.of(Bytes.of(value)), List.of());
      Normalization outcome = normalizer.normalize(raw).getFirst();
      assertThat(outcome)
          .as(new String(value, StandardCharsets.UTF_8))
          .isInstanceOf(Normalization.Normalized.class);
      return DebeziumRecords.event(outcome);
    }
  }

  private static Struct envelope(Map<Schema, Object> samples) {
    SchemaBuilder rowSchema = SchemaBuilder.struct().optional();
    int i = 0;
    for (Schema schema : samples.keySet()) {
      rowSchema.field("c" + i++, schema);
    }
    Struct row = new Struct(rowSchema.build());
    i = 0;
    for (Object raw : samples.values()) {
      row.put("c" + i++, raw);
    }
    Schema source =
        SchemaBuilder.struct()
            .field("connector", Schema.STRING_SCHEMA)
            .field("db", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .build();
    Schema envelope =
        SchemaBuilder.struct()
            .name("shop.Envelope")
            .field("before", row.schema())
            .field("after", row.schema())
            .field("source", source)
            .field("op", Schema.STRING_SCHEMA)
            .build();
    return new Struct(envelope)
        .put("after", row)
        .put(
            "source",
            new Struct(source).put("connector", "mysql").put("db", "shop").put("table", "t"))
        .put("op", "c");
  }
}
