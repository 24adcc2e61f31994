package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.normalize.ColumnFacts.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnSchemasTest {

  private static ColumnFacts column(String type, boolean array, boolean domain) {
    return new ColumnFacts(
        new ColumnFacts.Type(type, Kind.BASE, Optional.empty(), List.of()),
        array,
        domain,
        false,
        true,
        Optional.empty());
  }

  private static ColumnFacts column(ColumnFacts.Type type, boolean nullable, boolean key) {
    return new ColumnFacts(type, false, false, nullable, key, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "int2;{\"type\":\"integer\"}",
        "int8;{\"type\":\"integer\"}",
        "oid;{\"type\":\"integer\"}",
        "float8;{\"type\":[\"number\",\"string\"],\"pattern\":\"^(NaN|-?Infinity)$\"}",
        "numeric;{\"type\":[\"number\",\"string\"],\"pattern\":\"^(NaN|-?Infinity)$\"}",
        "money;{\"type\":[\"number\",\"string\"]}",
        "bool;{\"type\":\"boolean\"}",
        "text;{\"type\":\"string\"}",
        "uuid;{\"type\":\"string\"}",
        "timestamptz;{\"type\":\"string\"}",
        "bytea;{\"type\":\"string\",\"contentEncoding\":\"base64\"}",
        "jsonb;{}",
        "hstore;{\"type\":\"object\",\"additionalProperties\":{\"type\":[\"string\",\"null\"]}}",
        "geometry;{\"type\":\"object\"}",
        "vector;{}",
      })
  void aTypeHasTheFormThatTheNormalizerGivesIt(String type, String schema) {
    assertThat(ColumnSchemas.wide(column(type, false, false)).schema().toJson()).isEqualTo(schema);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "int4;{\"type\":\"array\",\"items\":{\"type\":[\"integer\",\"null\"]}}",
        "jsonb;{\"type\":\"array\",\"items\":{}}",
        "hstore;{}",
      })
  void anArrayHoldsItsElementsOrNull(String element, String schema) {
    assertThat(ColumnSchemas.wide(column(element, true, false)).schema().toJson())
        .isEqualTo(schema);
    assertThat(ColumnSchemas.wide(column(element, true, true)).schema().toJson()).isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "int4;{\"type\":\"integer\"}",
        "numeric;{\"type\":[\"number\",\"string\"]}",
        "bit;{}",
        "jsonb;{}",
      })
  void aDomainHasTheFormOfItsBaseWhereThatIsCertain(String base, String schema) {
    assertThat(ColumnSchemas.wide(column(base, false, true)).schema().toJson()).isEqualTo(schema);
  }

  @Test
  void oneBitIsABooleanAndSeveralAreText() {
    assertThat(wide("bit", 1)).isEqualTo("{\"type\":\"boolean\"}");
    assertThat(wide("bit", 8)).isEqualTo("{\"type\":\"string\"}");
    assertThat(wide("varbit", 1)).isEqualTo("{\"type\":[\"boolean\",\"string\"]}");
    assertThat(wide("varbit", 8)).isEqualTo("{\"type\":\"string\"}");
  }

  @Test
  void whatAnAlterationMayChangeIsLeftToTheStrictForm() {
    ColumnFacts mood =
        column(
            new ColumnFacts.Type("mood", Kind.ENUM, Optional.empty(), List.of("sad", "so-so")),
            false,
            false);
    ColumnFacts code =
        column(
            new ColumnFacts.Type("varchar", Kind.BASE, Optional.of(10), List.of()), false, false);
    ColumnFacts number =
        column(new ColumnFacts.Type("int2", Kind.BASE, Optional.empty(), List.of()), false, false);

    assertThat(ColumnSchemas.wide(mood).schema().toJson())
        .isEqualTo("{\"type\":[\"string\",\"null\"]}");
    assertThat(ColumnSchemas.strict(mood).schema().toJson())
        .isEqualTo("{\"type\":\"string\",\"enum\":[\"sad\",\"so-so\"]}");
    assertThat(ColumnSchemas.wide(code).schema().toJson())
        .isEqualTo("{\"type\":[\"string\",\"null\"]}");
    assertThat(ColumnSchemas.strict(code).schema().toJson())
        .isEqualTo("{\"type\":\"string\",\"maxLength\":10}");
    assertThat(ColumnSchemas.wide(number).schema().toJson())
        .isEqualTo("{\"type\":[\"integer\",\"null\"]}");
    assertThat(ColumnSchemas.strict(number).schema().toJson())
        .isEqualTo("{\"type\":\"integer\",\"minimum\":-32768,\"maximum\":32767}");
  }

  @Test
  void onlyTheColumnsOfThePrimaryKeyAreNeverNull() {
    ColumnFacts.Type text = new ColumnFacts.Type("text", Kind.BASE, Optional.empty(), List.of());

    assertThat(ColumnSchemas.wide(column(text, false, false)).nullable()).isTrue();
    assertThat(ColumnSchemas.wide(column(text, false, true)).nullable()).isFalse();
    assertThat(ColumnSchemas.strict(column(text, false, false)).nullable()).isFalse();
    assertThat(ColumnSchemas.strict(column(text, true, false)).nullable()).isTrue();
  }

  @Test
  void typesThatAreTextInEveryCaseAreStrings() {
    ColumnFacts.Type pair =
        new ColumnFacts.Type("pair", Kind.TEXT_ONLY, Optional.empty(), List.of());

    assertThat(ColumnSchemas.wide(column(pair, false, true)).schema().toJson())
        .isEqualTo("{\"type\":\"string\"}");
  }

  private static String wide(String type, int length) {
    return ColumnSchemas.wide(
            column(
                new ColumnFacts.Type(type, Kind.BASE, Optional.of(length), List.of()), false, true))
        .schema()
        .toJson();
  }
}
