package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.resource.TableName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

final class TableRulesTest {

  private static final TableName PEOPLE = new TableName("public", "people");
  private static final String COLUMN = "column";

  /** The hash of no bytes at all, FIPS 180-4's own example being that of {@code abc}. */
  private static final String SHA_OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static final String SHA_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private final ColumnReaders readers = new ColumnReaders(Set.of());

  private static TableRules rules(ColumnRule rule) {
    return Masking.of(
            new ColumnRules(Map.of(PEOPLE, Map.of(COLUMN, rule))), Optional.of(MaskKeys.ONE))
        .of(PEOPLE);
  }

  /** What a row in the standard form shows of the value. */
  private static Value shown(ColumnRule rule, Value value) {
    return rules(rule).ruled(new Value.Obj(Map.of(COLUMN, value))).require(COLUMN);
  }

  /** What the engine's value becomes. */
  private Value read(ColumnRule rule, Schema schema, Object raw) {
    return rules(rule).ruled(COLUMN, schema, readers.of(schema)).read(raw);
  }

  private static String truncated(int characters, String text) {
    return ((Value.Text) shown(new ColumnRule.Truncate(characters), Value.of(text))).value();
  }

  private static Value reference(int bytes, String sha256) {
    return json("{\"bytes\":%d,\"sha256\":\"%s\"}".formatted(bytes, sha256));
  }

  private static Value json(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTextKeepsItsFirstCharacters() {
    assertThat(truncated(3, "abcd")).isEqualTo("abc");
    assertThat(truncated(4, "abcd")).isEqualTo("abcd");
    assertThat(truncated(5, "abcd")).isEqualTo("abcd");
    assertThat(truncated(1, "")).isEmpty();
  }

  @Test
  void aCharacterBeyondTheFirstPlaneIsOneAndNeverHalf() {
    String text = "a😀b😀";

    assertThat(truncated(1, text)).isEqualTo("a");
    assertThat(truncated(2, text)).isEqualTo("a😀");
    assertThat(truncated(3, text)).isEqualTo("a😀b");
    assertThat(truncated(4, text)).isEqualTo(text);
    assertThat(truncated(1, "😀😀")).isEqualTo("😀");
  }

  @Test
  void nullStaysNullUnderEveryRuleAndAnAbsentColumnAbsent() {
    for (ColumnRule rule :
        List.of(
            new ColumnRule.Redact(),
            new ColumnRule.Hash(),
            new ColumnRule.Tokenize(),
            new ColumnRule.Truncate(1),
            new ColumnRule.Reference(false),
            new ColumnRule.Reference(true))) {
      assertThat(shown(rule, Value.ofNull())).as("%s", rule).isEqualTo(Value.ofNull());
      assertThat(rules(rule).ruled(Value.Obj.empty())).isEqualTo(Value.Obj.empty());
    }
  }

  @Test
  void aDroppedColumnIsLeftOutAndTheOthersKeepTheirOrder() {
    Value.Obj row = (Value.Obj) json("{\"a\":1,\"column\":\"x\",\"b\":2}");

    assertThat(rules(new ColumnRule.Drop()).ruled(row).toJson()).isEqualTo("{\"a\":1,\"b\":2}");
  }

  @Test
  void onlyATextIsTruncated() {
    for (String value : List.of("1", "true", "[\"abc\"]", "{\"a\":\"abc\"}")) {
      assertThatThrownBy(() -> shown(new ColumnRule.Truncate(1), json(value)))
          .isInstanceOf(UnreadableValueException.class)
          .hasMessage(
              "column 'column': a value that is no text cannot be truncated; mend: write reference"
                  + " or drop in the mapping");
    }
    assertThatThrownBy(
            () -> read(new ColumnRule.Truncate(1), Schema.BYTES_SCHEMA, new byte[] {1, 2, 3}))
        .isInstanceOf(UnreadableValueException.class)
        .hasMessageStartingWith("a binary value cannot be truncated");
  }

  @Test
  void theTextOfATypeThatTheEngineDoesNotKnowIsTruncated() {
    Schema composite =
        SchemaBuilder.bytes().parameter(ColumnReaders.SOURCE_TYPE, "PAIR").optional().build();

    assertThat(
            read(
                new ColumnRule.Truncate(3),
                composite,
                ByteBuffer.wrap("(1,x)".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(Value.of("(1,"));
  }

  @Test
  void aTextIsReferencedByItsUtf8() {
    assertThat(shown(new ColumnRule.Reference(false), Value.of("abc")))
        .isEqualTo(reference(3, SHA_OF_ABC));
    assertThat(shown(new ColumnRule.Reference(false), Value.of("")))
        .isEqualTo(reference(0, SHA_OF_NOTHING));
    assertThat(
            ((Value.Obj) shown(new ColumnRule.Reference(false), Value.of("ä😀"))).require("bytes"))
        .isEqualTo(Value.of(6));
  }

  @Test
  void aBinaryValueIsReferencedByItsBytes() {
    byte[] abc = "abc".getBytes(StandardCharsets.UTF_8);

    for (boolean base64 : new boolean[] {true, false}) {
      for (Object raw : List.of(abc, ByteBuffer.wrap(abc))) {
        assertThat(read(new ColumnRule.Reference(base64), Schema.BYTES_SCHEMA, raw))
            .isEqualTo(reference(3, SHA_OF_ABC));
      }
    }
    assertThat(shown(new ColumnRule.Reference(true), Value.of("YWJj")))
        .isEqualTo(reference(3, SHA_OF_ABC));
  }

  @Test
  void whatIsNoBase64IsRefusedWithoutQuotingIt() {
    assertThatThrownBy(() -> shown(new ColumnRule.Reference(true), Value.of("not base64!")))
        .isInstanceOf(UnreadableValueException.class)
        .hasMessage(
            "column 'column': a value is no Base64, as its rule says; mend: write reference for the"
                + " text itself");
  }

  @Test
  void everythingElseIsReferencedByItsJson() {
    for (String value : List.of("1.50", "true", "[\"abc\",null]", "{\"b\":1,\"a\":2}")) {
      assertThat(shown(new ColumnRule.Reference(false), json(value)))
          .as(value)
          .isEqualTo(shown(new ColumnRule.Reference(false), Value.of(value)));
    }
  }
}
