package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.quarantine.PayloadExtent;
import io.headwater.core.quarantine.QuarantineCodec;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.resource.TableName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What is tried again becomes the same event that it would have become at first. */
class PostgresRenormalizerTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");
  private static final Schema KEY =
      SchemaBuilder.struct().name("key").field("id", Schema.INT64_SCHEMA).build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .name("row")
          .field("id", Schema.INT64_SCHEMA)
          .field("mail", Schema.OPTIONAL_STRING_SCHEMA)
          .field("phone", Schema.OPTIONAL_STRING_SCHEMA)
          .field("quantity", Schema.OPTIONAL_INT32_SCHEMA)
          .field("weight", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .field("photo", Schema.OPTIONAL_BYTES_SCHEMA)
          .field(
              "at",
              SchemaBuilder.int64().optional().name("io.debezium.time.MicroTimestamp").build())
          .build();
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
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
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("x.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("transaction", TRANSACTION)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();
  private static final Normalization.Refused BAD = new Normalization.Refused("bad");

  private final PostgresRenormalizer renormalizer =
      new PostgresRenormalizer("shop", PostgresNormalizer.DEFAULT_PLACEHOLDER, Set.of());

  @Test
  void aRecordComesOutAsAtFirst() {
    assertSame(normalizer(Masking.none()), change(Optional.empty(), row()), PayloadExtent.WHOLE);
  }

  @Test
  void whatWasNotLoggedIsNotTakenForLogged() {
    Struct before = new Struct(ROW).put("id", 42L);

    assertSame(normalizer(Masking.none()), change(Optional.of(before), row()), PayloadExtent.WHOLE);
  }

  @Test
  void maskedColumnsAreMaskedOnce() {
    ColumnRules rules =
        new ColumnRules(
            Map.of(
                new TableName("public", "people"),
                Map.of(
                    "mail",
                    new ColumnRule.Redact(),
                    "phone",
                    new ColumnRule.Drop(),
                    "at",
                    new ColumnRule.Redact())));

    assertSame(
        normalizer(Masking.of(rules, Optional.empty())),
        change(Optional.empty(), row()),
        PayloadExtent.MASKED);
  }

  @Test
  void aNumberThatJsonDoesNotHaveIsToldToBeMissing() {
    QuarantineRecord kept =
        normalizer(Masking.none())
            .quarantine(change(Optional.empty(), row().put("weight", Double.NaN)), BAD, NOW);

    assertThat(kept.input().extent()).isEqualTo(PayloadExtent.PARTIAL);
  }

  @Test
  void theSameRecordHasTheSameKeyWheneverItComesAgain() {
    PostgresNormalizer normalizer = normalizer(Masking.none());
    SourceRecord first = change(Optional.empty(), row());
    SourceRecord again = change(Optional.empty(), row());
    ((Struct) again.value()).put("ts_ms", 99L);
    SourceRecord next = change(Optional.empty(), row());
    ((Struct) next.value()).getStruct("transaction").put("total_order", 4L);

    String key = normalizer.quarantine(first, BAD, NOW).key();

    assertThat(normalizer.quarantine(again, BAD, NOW.plusSeconds(9)).key()).isEqualTo(key);
    assertThat(normalizer.quarantine(next, BAD, NOW).key()).isNotEqualTo(key);
  }

  @Test
  void bytesThatAreNoRecordAreRefused() {
    QuarantineRecord kept =
        normalizer(Masking.none()).quarantine(change(Optional.empty(), row()), BAD, NOW);
    QuarantineRecord odd =
        new QuarantineRecord(
            kept.source(),
            kept.stage(),
            kept.cause(),
            kept.subject(),
            kept.reason(),
            kept.position(),
            NOW,
            Bytes.utf8("{"),
            kept.input(),
            kept.tries());

    assertThat(renormalizer.renormalize(odd))
        .singleElement()
        .isInstanceOf(Normalization.Refused.class);
  }

  private void assertSame(
      PostgresNormalizer normalizer, SourceRecord engineRecord, PayloadExtent extent) {
    Normalization expected = normalizer.normalize(engineRecord);
    assertThat(expected).isInstanceOf(Normalization.Normalized.class);
    QuarantineRecord kept = normalizer.quarantine(engineRecord, BAD, NOW);
    QuarantineCodec.Encoded encoded = QuarantineCodec.encode(kept);
    QuarantineRecord read =
        QuarantineCodec.decode(encoded.headers(), encoded.value().orElseThrow(), NOW);

    assertThat(read.input().extent()).isEqualTo(extent);
    assertThat(renormalizer.renormalize(read)).containsExactly(expected);
  }

  private static PostgresNormalizer normalizer(Masking masking) {
    return new PostgresNormalizer(
        "shop",
        PostgresNormalizer.DEFAULT_PLACEHOLDER,
        table -> ReplicaIdentity.KEY_ONLY,
        Set.of(),
        masking);
  }

  private static Struct row() {
    return new Struct(ROW)
        .put("id", 42L)
        .put("mail", "ann@mail")
        .put("phone", "555")
        .put("quantity", 7)
        .put("weight", 0.1)
        .put("photo", ByteBuffer.wrap(new byte[] {(byte) 0xff, 0, 1}))
        .put("at", 1_795_000_000_123_456L);
  }

  private static SourceRecord change(Optional<Struct> before, Struct after) {
    Struct source =
        new Struct(SOURCE)
            .put("version", "3.5.0.Final")
            .put("connector", "postgresql")
            .put("ts_ms", 1_795_000_000_000L)
            .put("db", "shop")
            .put("schema", "public")
            .put("table", "people")
            .put("lsn", 77L);
    Struct value =
        new Struct(ENVELOPE)
            .put("after", after)
            .put("source", source)
            .put("transaction", new Struct(TRANSACTION).put("id", "571:9").put("total_order", 3L))
            .put("op", "u")
            .put("ts_ms", 1L);
    before.ifPresent(row -> value.put("before", row));
    return new SourceRecord(
        Map.of(),
        Map.of("lsn", 77L),
        "shop.public.people",
        KEY,
        new Struct(KEY).put("id", 42L),
        ENVELOPE,
        value);
  }
}
