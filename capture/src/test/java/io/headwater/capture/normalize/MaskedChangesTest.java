package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.normalize.ContentReference;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.quarantine.PayloadExtent;
import io.headwater.core.quarantine.QuarantineCodec;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

final class MaskedChangesTest {

  private static final String PLACEHOLDER = PostgresNormalizer.DEFAULT_PLACEHOLDER;
  private static final TableName PEOPLE = new TableName("public", "people");
  private static final TableName OPEN = new TableName("public", "open");
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
  private static final Schema KEY =
      SchemaBuilder.struct().field("ssn", Schema.STRING_SCHEMA).build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .field("ssn", Schema.STRING_SCHEMA)
          .field("email", Schema.OPTIONAL_STRING_SCHEMA)
          .field("phone", Schema.OPTIONAL_STRING_SCHEMA)
          .field("card", Schema.OPTIONAL_INT64_SCHEMA)
          .field("secret", Schema.OPTIONAL_STRING_SCHEMA)
          .field("at", time())
          .field("masked_at", time())
          .field("town", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private static final String SSN = "ssn-1";
  private static final long CARD = 4_929_123_412_341_234L;

  /** Beyond the last time of day, so that it cannot be read. */
  private static final long NO_TIME = 987_654_321_987_654_321L;

  private final KeyedHash hash = new KeyedHash(MaskKeys.ONE);
  private final Tokens tokens = new Tokens(MaskKeys.ONE);
  private final PostgresNormalizer normalizer =
      new PostgresNormalizer(
          "shop",
          PLACEHOLDER,
          table -> new ReplicaIdentity(true, Set.of(), Set.of(), new LogPosition(0)),
          Set.of(),
          Masking.of(
              new ColumnRules(
                  Map.of(
                      PEOPLE,
                      Map.of(
                          "ssn", new ColumnRule.Hash(),
                          "email", new ColumnRule.Hash(),
                          "phone", new ColumnRule.Redact(),
                          "card", new ColumnRule.Tokenize(),
                          "secret", new ColumnRule.Drop(),
                          "masked_at", new ColumnRule.Hash()))),
              Optional.of(MaskKeys.ONE)));

  private static Schema time() {
    return SchemaBuilder.int64().name("io.debezium.time.NanoTime").optional().build();
  }

  private static Struct ann() {
    return new Struct(ROW)
        .put("ssn", SSN)
        .put("email", "ann@mail")
        .put("phone", "0100-77")
        .put("card", CARD)
        .put("secret", "hush")
        .put("town", "Rome");
  }

  private static SourceRecord change(
      TableName table, String op, Optional<Struct> before, Optional<Struct> after) {
    Schema schema =
        SchemaBuilder.struct()
            .name("shop.public.people.Envelope")
            .field("before", ROW)
            .field("after", after.map(Struct::schema).orElse(ROW))
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .build();
    Struct value =
        new Struct(schema)
            .put("op", op)
            .put(
                "source",
                new Struct(SOURCE)
                    .put("version", "3.5.0.Final")
                    .put("connector", "postgresql")
                    .put("ts_ms", 1_000L)
                    .put("db", "shop")
                    .put("schema", table.schema())
                    .put("table", table.table())
                    .put("lsn", 255L));
    before.ifPresent(image -> value.put("before", image));
    after.ifPresent(image -> value.put("after", image));
    return new SourceRecord(
        Map.of("server", "shop"),
        Map.of("lsn", 255L),
        "shop." + table,
        KEY,
        new Struct(KEY).put("ssn", SSN),
        schema,
        value);
  }

  private ChangeEvent event(SourceRecord engineRecord) {
    Normalization outcome = normalizer.normalize(engineRecord);
    assertThat(outcome).isInstanceOf(Normalization.Normalized.class);
    return ((Normalization.Normalized) outcome).event();
  }

  /** All that is written of it. */
  private static String text(QuarantineRecord kept) {
    QuarantineCodec.Encoded encoded = QuarantineCodec.encode(kept);
    StringBuilder text = new StringBuilder(encoded.key() + encoded.value().orElseThrow());
    encoded.headers().forEach(header -> text.append(header.name()).append(header.value()));
    return text.toString();
  }

  private QuarantineRecord kept(SourceRecord engineRecord) {
    Normalization outcome = normalizer.normalize(engineRecord);
    assertThat(outcome).isInstanceOf(Normalization.Refused.class);
    return normalizer.quarantine(engineRecord, (Normalization.Refused) outcome, Instant.EPOCH);
  }

  private static Value.Obj object(String json) {
    return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private Value.Obj maskedAnn() {
    return object(
        """
        {"ssn": "%s", "email": "%s", "phone": "***", "card": "%s",
         "at": null, "masked_at": null, "town": "Rome"}
        """
            .formatted(
                hash.of(Value.of(SSN)), hash.of(Value.of("ann@mail")), tokens.of(Value.of(CARD))));
  }

  private static void assertHidden(String text) {
    assertThat(text)
        .doesNotContain(SSN)
        .doesNotContain("ann@mail")
        .doesNotContain("0100-77")
        .doesNotContain("" + CARD)
        .doesNotContain("hush")
        .doesNotContain("" + NO_TIME);
  }

  @Test
  void bothImagesAndTheKeyAreMasked() {
    Struct moved = ann().put("town", "Bonn");

    ChangeEvent event = event(change(PEOPLE, "u", Optional.of(ann()), Optional.of(moved)));

    assertThat(event.before()).contains(maskedAnn());
    assertThat(event.after()).contains(maskedAnn().with(object("{\"town\":\"Bonn\"}")));
    assertThat(event.key())
        .isEqualTo(new Value.Obj(Map.of("ssn", Value.of(hash.of(Value.of(SSN))))));
    assertHidden(new String(ChangeLogCodec.encode(event), StandardCharsets.UTF_8));
  }

  @Test
  void aDeletedRowIsMasked() {
    ChangeEvent event = event(change(PEOPLE, "d", Optional.of(ann()), Optional.empty()));

    assertThat(event.before()).contains(maskedAnn());
    assertThat(event.after()).isEmpty();
  }

  @Test
  void nullStaysNullAndADroppedColumnIsNotThere() {
    Value.Obj row =
        event(change(PEOPLE, "c", Optional.empty(), Optional.of(new Struct(ROW).put("ssn", SSN))))
            .after()
            .orElseThrow();

    for (String column : Set.of("email", "phone", "card", "masked_at")) {
      assertThat(row.member(column)).as(column).contains(Value.ofNull());
    }
    assertThat(row.members()).doesNotContainKey("secret");
  }

  @Test
  void equalValuesAreEqualInAllColumns() {
    Value.Obj row =
        event(change(PEOPLE, "c", Optional.empty(), Optional.of(ann().put("email", SSN))))
            .after()
            .orElseThrow();

    assertThat(row.require("email")).isEqualTo(row.require("ssn"));
  }

  @Test
  void aValueThatWasNotLoggedIsUnknownAndNotMasked() {
    Struct after = ann().put("email", PLACEHOLDER).put("phone", PLACEHOLDER);
    Struct before = ann();

    assertThat(
            event(change(PEOPLE, "u", Optional.empty(), Optional.of(after)))
                .after()
                .orElseThrow()
                .members())
        .doesNotContainKeys("email", "phone", "secret");
    assertThat(event(change(PEOPLE, "u", Optional.of(before), Optional.of(after))).after())
        .contains(maskedAnn());
  }

  @Test
  void aTableWithoutMasksIsLeftAsItIsThoughItsRowsLookAlike() {
    ChangeEvent open = event(change(OPEN, "c", Optional.empty(), Optional.of(ann())));
    ChangeEvent masked = event(change(PEOPLE, "c", Optional.empty(), Optional.of(ann())));

    assertThat(open.after().orElseThrow().require("secret")).isEqualTo(Value.of("hush"));
    assertThat(open.key().require("ssn")).isEqualTo(Value.of(SSN));
    assertThat(masked.after()).contains(maskedAnn());
  }

  @Test
  void aRefusedRecordIsKeptWithItsMasks() {
    QuarantineRecord kept =
        kept(
            change(
                PEOPLE,
                "u",
                Optional.of(ann()),
                Optional.of(ann().put("at", NO_TIME - 1).put("masked_at", NO_TIME))));

    assertHidden(text(kept) + kept.key());
    assertThat(kept.subject())
        .isEqualTo("public.people {\"ssn\":\"%s\"}".formatted(hash.of(Value.of(SSN))));
    Value.Obj payload = (Value.Obj) Json.readObject(kept.payload().array()).require("payload");
    assertThat(payload.require("before")).isEqualTo(maskedAnn());
    assertThat(((Value.Obj) payload.require("after")).members())
        .containsEntry("at", Value.of(NO_TIME - 1))
        .containsEntry("town", Value.of("Rome"))
        .containsEntry("phone", Value.of("***"))
        .containsEntry("card", Value.of(tokens.of(Value.of(CARD))))
        .doesNotContainKeys("masked_at", "secret");
    assertThat(payload.members()).containsKeys("source", "op");
  }

  @Test
  void aMaskedValueThatCannotBeReadIsRefusedAndLeftOut() {
    QuarantineRecord kept =
        kept(change(PEOPLE, "c", Optional.empty(), Optional.of(ann().put("masked_at", NO_TIME))));

    assertThat(kept.reason()).contains("'masked_at'");
    assertThat(kept.input().extent()).isEqualTo(PayloadExtent.PARTIAL);
    assertHidden(text(kept));
  }

  @Test
  void aRefusedRecordShowsWhatWasNotLogged() {
    QuarantineRecord kept =
        kept(change(PEOPLE, "x", Optional.empty(), Optional.of(ann().put("email", PLACEHOLDER))));

    assertThat(kept.payload().toString()).contains("\"email\":\"" + PLACEHOLDER + "\"");
    assertHidden(kept.payload().toString());
  }

  @Test
  void aRecordWhoseTableCannotBeToldKeepsNoValue() {
    SourceRecord text =
        new SourceRecord(
            Map.of(),
            Map.of(),
            "shop.public.people",
            KEY,
            new Struct(KEY).put("ssn", SSN),
            Schema.STRING_SCHEMA,
            "hush");
    Schema flat = SchemaBuilder.struct().name("x").field("email", Schema.STRING_SCHEMA).build();
    SourceRecord row =
        new SourceRecord(
            Map.of(),
            Map.of(),
            "shop.public.people",
            flat,
            new Struct(flat).put("email", "ann@mail"));

    for (SourceRecord odd : Set.of(text, row)) {
      QuarantineRecord kept = kept(odd);

      assertHidden(text(kept) + kept.key());
      assertThat(kept.subject()).isEqualTo("shop.public.people");
      assertThat(kept.input().extent()).isEqualTo(PayloadExtent.WITHHELD);
    }
  }

  @Test
  void aRowOutsideOfTheImagesIsNotKept() {
    Schema schema =
        SchemaBuilder.struct()
            .name("x")
            .field("source", SOURCE)
            .field("row", ROW)
            .field("email", Schema.STRING_SCHEMA)
            .build();
    SourceRecord change = change(PEOPLE, "c", Optional.empty(), Optional.of(ann()));
    Struct value =
        new Struct(schema)
            .put("source", ((Struct) change.value()).getStruct("source"))
            .put("row", ann())
            .put("email", "ann@mail");

    QuarantineRecord kept =
        kept(new SourceRecord(Map.of(), Map.of(), "t", KEY, change.key(), schema, value));

    assertHidden(text(kept));
    assertThat(kept.payload().toString()).contains("\"table\":\"people\"");
  }

  @Test
  void aRefusedRecordIsKeptWithWhatItsLargeValuesBecame() {
    Schema row =
        SchemaBuilder.struct()
            .optional()
            .field("ssn", Schema.STRING_SCHEMA)
            .field("photo", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("scan", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("notes", Schema.OPTIONAL_STRING_SCHEMA)
            .field("bio", Schema.OPTIONAL_STRING_SCHEMA)
            .field("cut", Schema.OPTIONAL_BYTES_SCHEMA)
            .build();
    PostgresNormalizer large =
        new PostgresNormalizer(
            "shop",
            PLACEHOLDER,
            table -> new ReplicaIdentity(true, Set.of(), Set.of(), new LogPosition(0)),
            Set.of(),
            Masking.of(
                new ColumnRules(
                    Map.of(
                        PEOPLE,
                        Map.of(
                            "photo", new ColumnRule.Reference(false),
                            "scan", new ColumnRule.Drop(),
                            "notes", new ColumnRule.Truncate(4),
                            "bio", new ColumnRule.Reference(false),
                            "cut", new ColumnRule.Truncate(4)))),
                Optional.empty()));
    Struct ann =
        new Struct(row)
            .put("ssn", SSN)
            .put("photo", "hush".getBytes(StandardCharsets.UTF_8))
            .put("scan", "hush".getBytes(StandardCharsets.UTF_8))
            .put("notes", "0100-77")
            .put("bio", PLACEHOLDER)
            .put("cut", "hush".getBytes(StandardCharsets.UTF_8));
    SourceRecord refused = change(PEOPLE, "c", Optional.empty(), Optional.of(ann));

    assertThat(large.normalize(refused))
        .isEqualTo(
            new Normalization.Refused(
                RefusalCause.UNREADABLE_VALUE,
                "column 'cut' of type BYTES: a binary value cannot be truncated; mend: write"
                    + " reference or drop in the mapping"));
    Value.Obj payload =
        (Value.Obj)
            Json.readObject(
                    large
                        .quarantine(refused, new Normalization.Refused("why"), Instant.EPOCH)
                        .payload()
                        .array())
                .require("payload");
    assertThat(payload.require("after"))
        .isEqualTo(
            object(
                """
                {"ssn": "ssn-1", "notes": "0100", "bio": "%s", "photo": {"bytes": 4, "sha256":
                 "%s"}}
                """
                    .formatted(
                        PLACEHOLDER,
                        ContentReference.of("hush".getBytes(StandardCharsets.UTF_8)).sha256())));
  }
}
