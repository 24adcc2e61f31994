package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RuledNormalizerTest {

  private static final TableName PEOPLE = new TableName("shop", "people");
  private static final TableName OPEN = new TableName("shop", "open");
  private static final RawRecord RAW =
      new RawRecord(
          "raw", 0, 1, Instant.EPOCH, Optional.empty(), Optional.of(Bytes.utf8("{}")), List.of());
  private static final String ROW = "{\"ssn\":\"1\",\"bio\":\"abcd\",\"scan\":\"hush!\",\"n\":1}";

  private final KeyedHash hash = new KeyedHash(MaskKeys.ONE);

  private static Masking masking(String column, ColumnRule rule) {
    return Masking.of(
        new ColumnRules(Map.of(PEOPLE, Map.of(column, rule))), Optional.of(MaskKeys.ONE));
  }

  private static Value.Obj object(String json) {
    return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Normalization.Normalized change(TableName table) {
    return new Normalization.Normalized(
        new ChangeEvent(
            Instant.EPOCH,
            ChangeType.UPDATE,
            object("{\"ssn\":\"1\"}"),
            Optional.of(object(ROW)),
            Optional.of(object(ROW)),
            new Origin("shop", "MySQL", "shop", table, "raw-0@1"),
            Optional.empty(),
            false,
            new EngineVersion("debezium", "mysql", "3.5.0.Final")),
        Optional.of(new EventIdentity("gtid:7")));
  }

  private static List<Normalization> ruled(Masking masking, Normalization... outcomes) {
    Normalizer inner = raw -> List.of(outcomes);
    return new RuledNormalizer(inner, masking).normalize(RAW);
  }

  @Test
  void keyAndBothImagesAreRuledAndAllElseIsKept() {
    Masking masking =
        Masking.of(
            new ColumnRules(
                Map.of(
                    PEOPLE,
                    Map.of(
                        "ssn", new ColumnRule.Hash(),
                        "bio", new ColumnRule.Truncate(2),
                        "scan", new ColumnRule.Drop()))),
            Optional.of(MaskKeys.ONE));
    String ssn = hash.of(Value.of("1"));
    Value.Obj row = object("{\"ssn\":\"%s\",\"bio\":\"ab\",\"n\":1}".formatted(ssn));
    Normalization.Normalized plain = change(PEOPLE);

    assertThat(ruled(masking, plain))
        .containsExactly(
            new Normalization.Normalized(
                plain
                    .event()
                    .withRows(
                        object("{\"ssn\":\"%s\"}".formatted(ssn)),
                        Optional.of(row),
                        Optional.of(row)),
                plain.identity()));
  }

  @Test
  void otherTablesAndOtherOutcomesPassInTheirOrder() {
    List<Normalization> outcomes =
        List.of(
            new Normalization.Skipped("tombstone"),
            change(OPEN),
            new Normalization.Control(
                new ControlRecord.Heartbeat("shop", Instant.EPOCH, "raw-0@1")),
            new Normalization.Refused("why"));

    assertThat(
            ruled(masking("scan", new ColumnRule.Drop()), outcomes.toArray(new Normalization[0])))
        .isEqualTo(outcomes);
    assertThat(ruled(Masking.none(), change(PEOPLE))).containsExactly(change(PEOPLE));
  }

  @Test
  void aValueWithoutAFormUnderItsRuleIsRefusedAndNotQuoted() {
    assertThat(ruled(masking("n", new ColumnRule.Truncate(1)), change(PEOPLE), change(OPEN)))
        .containsExactly(
            new Normalization.Refused(
                "the UPDATE of shop.people: column 'n': a value that is no text cannot be"
                    + " truncated; mend: write reference or drop in the mapping"),
            change(OPEN));
    assertThat(ruled(masking("scan", new ColumnRule.Reference(true)), change(PEOPLE)))
        .singleElement()
        .extracting(Object::toString)
        .asString()
        .contains("column 'scan'", "no Base64");
  }

  @Test
  void whetherAnythingIsRuledIsTold() {
    assertThat(Masking.none().isNone()).isTrue();
    assertThat(masking("n", new ColumnRule.Reference(false)).isNone()).isFalse();
  }
}
