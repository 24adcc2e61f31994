package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Rules in the engine's readers and rules over events in the standard form give the same. */
final class RulesAgreementPropertyTest {

  private static final int SEEDS = 400;
  private static final TableName PEOPLE = new TableName("public", "people");
  private static final String BINARY = "binary";
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
  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .field("id", Schema.INT64_SCHEMA)
          .field("text", Schema.OPTIONAL_STRING_SCHEMA)
          .field(BINARY, Schema.OPTIONAL_BYTES_SCHEMA)
          .field(
              "unknown",
              SchemaBuilder.bytes().parameter(ColumnReaders.SOURCE_TYPE, "PAIR").optional().build())
          .field("texts", SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build())
          .field("json", SchemaBuilder.string().name("io.debezium.data.Json").optional().build())
          .field(
              "moment",
              SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").optional().build())
          .field("truth", Schema.OPTIONAL_BOOLEAN_SCHEMA)
          .build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("shop.public.people.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("op", Schema.STRING_SCHEMA)
          .build();
  private static final List<String> TEXTS =
      List.of("", "a", "ab", "abc", "😀", "a😀b", "äöü", "YWJj", "\u0000", "\"quoted\"");
  private static final List<String> DOCUMENTS =
      List.of("{}", "[]", "\"abc\"", "\"\"", "1.50", "{\"b\":1,\"a\":[null,\"😀\"]}", "false");

  @Test
  void theSameRowsGiveTheSameEvents() {
    Long one = Long.getLong("headwater.seed");
    LongStream seeds = one == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(one);
    seeds.forEach(
        seed -> {
          try {
            agree(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
          } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("fails with -Dheadwater.seed=" + seed, e);
          }
        });
  }

  private static void agree(RandomGenerator random) {
    Map<String, ColumnRule> rules = rules(random);
    PostgresNormalizer embedded = normalizer(masking(rules));
    PostgresNormalizer plain = normalizer(Masking.none());
    Map<String, ColumnRule> overEvents = new HashMap<>(rules);
    // An event does not say that a text is binary, so the rule must.
    overEvents.replace(BINARY, new ColumnRule.Reference(false), new ColumnRule.Reference(true));
    SourceRecord change = change(random);
    RuledNormalizer ruled =
        new RuledNormalizer(raw -> List.of(plain.normalize(change)), masking(overEvents));

    Normalization expected = embedded.normalize(change);
    Normalization actual = ruled.normalize(raw()).getFirst();

    if (expected instanceof Normalization.Refused) {
      assertThat(actual).isInstanceOf(Normalization.Refused.class);
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static PostgresNormalizer normalizer(Masking masking) {
    return new PostgresNormalizer(
        "shop",
        PostgresNormalizer.DEFAULT_PLACEHOLDER,
        table -> new ReplicaIdentity(true, Set.of(), Set.of(), new LogPosition(0)),
        Set.of(),
        masking);
  }

  private static Masking masking(Map<String, ColumnRule> rules) {
    return Masking.of(new ColumnRules(Map.of(PEOPLE, rules)), Optional.of(MaskKeys.ONE));
  }

  private static RawRecord raw() {
    return new RawRecord(
        "raw", 0, 1, Instant.EPOCH, Optional.empty(), Optional.of(Bytes.utf8("{}")), List.of());
  }

  private static Map<String, ColumnRule> rules(RandomGenerator random) {
    Map<String, ColumnRule> rules = new HashMap<>();
    for (Field field : ROW.fields()) {
      rule(random, field.name()).ifPresent(rule -> rules.put(field.name(), rule));
    }
    return rules;
  }

  private static Optional<ColumnRule> rule(RandomGenerator random, String column) {
    return switch (random.nextInt(8)) {
      case 0 -> Optional.of(new ColumnRule.Redact());
      case 1 -> Optional.of(new ColumnRule.Hash());
      case 2 -> Optional.of(new ColumnRule.Tokenize());
      case 3 -> Optional.of(new ColumnRule.Drop());
      case 4 -> Optional.of(new ColumnRule.Reference(false));
      // What is surely binary is refused by one of them only.
      case 5 ->
          column.equals(BINARY)
              ? Optional.of(new ColumnRule.Reference(false))
              : Optional.of(new ColumnRule.Truncate(1 + random.nextInt(3)));
      default -> Optional.empty();
    };
  }

  private static SourceRecord change(RandomGenerator random) {
    Struct after = row(random, true);
    Struct value =
        new Struct(ENVELOPE)
            .put("op", "u")
            .put("after", after)
            .put("before", row(random, false).put("id", after.getInt64("id")))
            .put(
                "source",
                new Struct(SOURCE)
                    .put("version", "3.5.0.Final")
                    .put("connector", "postgresql")
                    .put("ts_ms", 1_000L)
                    .put("db", "shop")
                    .put("schema", PEOPLE.schema())
                    .put("table", PEOPLE.table())
                    .put("lsn", 255L));
    return new SourceRecord(
        Map.of("server", "shop"),
        Map.of("lsn", 255L),
        "shop." + PEOPLE,
        KEY,
        new Struct(KEY).put("id", after.getInt64("id")),
        ENVELOPE,
        value);
  }

  private static Struct row(RandomGenerator random, boolean maybeUnknown) {
    Struct row = new Struct(ROW).put("id", random.nextLong());
    some(random, row, "text", maybeUnknown ? textOrUnknown(random) : one(random, TEXTS));
    some(random, row, BINARY, bytes(one(random, TEXTS)));
    some(random, row, "unknown", bytes(one(random, TEXTS)));
    List<String> texts = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      texts.add(one(random, TEXTS));
    }
    some(random, row, "texts", texts);
    some(random, row, "json", one(random, DOCUMENTS));
    some(random, row, "moment", random.nextLong(1L << 50));
    some(random, row, "truth", random.nextBoolean());
    return row;
  }

  private static String textOrUnknown(RandomGenerator random) {
    return random.nextInt(4) == 0 ? PostgresNormalizer.DEFAULT_PLACEHOLDER : one(random, TEXTS);
  }

  private static void some(RandomGenerator random, Struct row, String column, Object value) {
    if (random.nextInt(6) > 0) {
      row.put(column, value);
    }
  }

  private static String one(RandomGenerator random, List<String> items) {
    return items.get(random.nextInt(items.size()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
