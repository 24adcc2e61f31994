package io.headwater.core.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceIdTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "42|42",
        "-7|-7",
        "1.50|1.50",
        "\"42\"|42",
        "\"größe\"|größe",
        "\"\"|``",
        "\"a\\\"b\"|a\"b",
        "true|true",
        "[1,\"x\"]|[1,\"x\"]",
        "{\"a\":1,\"b\":\"x\"}|{\"a\":1,\"b\":\"x\"}"
      })
  void aScalarIsPlainTextAndAllElseCompactJson(String json, String text) {
    ResourceId id = ResourceId.of(Json.read(json.getBytes(UTF_8)));

    assertThat(id.text()).isEqualTo(text);
    assertThat(id).hasToString(text);
    assertThat(id.json().toJson()).isEqualTo(json);
  }

  @Test
  void nullIdentifiesNothing() {
    assertThatThrownBy(() -> ResourceId.of(Value.ofNull()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSingleColumnIsTheIdItself() {
    assertThat(ResourceId.of(row("{\"widget_id\":42}"), List.of("widget_id"), List.of("id")))
        .contains(ResourceId.of(Value.of(42)));
  }

  @Test
  void severalColumnsAreAnObjectWithTheRootsNamesInKeyOrder() {
    Value.Obj row = row("{\"n\":7,\"extra\":0,\"c\":\"de\"}");

    assertThat(ResourceId.of(row, List.of("c", "n"), List.of("country", "number")))
        .get()
        .satisfies(
            id -> assertThat(id.text()).isEqualTo("{\"country\":\"de\",\"number\":7}"),
            id -> assertThat(id.json().toJson()).isEqualTo(id.text()));
  }

  @Test
  void aNullOrAbsentColumnMeansNoOwner() {
    List<String> one = List.of("a");
    List<String> two = List.of("a", "b");

    assertThat(ResourceId.of(row("{\"a\":null}"), one, one)).isEmpty();
    assertThat(ResourceId.of(row("{}"), one, one)).isEmpty();
    assertThat(ResourceId.of(row("{\"a\":1,\"b\":null}"), two, two)).isEmpty();
    assertThat(ResourceId.of(row("{\"a\":1}"), two, two)).isEmpty();
  }

  @Test
  void equalTextsAreEqualIds() {
    assertThat(ResourceId.of(Value.of("42")))
        .isEqualTo(ResourceId.of(Value.of(42)))
        .hasSameHashCodeAs(ResourceId.of(Value.of(42)))
        .isNotEqualTo(ResourceId.of(Value.of(43)));
    assertThat(new ResourceKey(new ResourceType("widget"), ResourceId.of(Value.of(42))))
        .hasToString("widget/42");
  }

  private static Value.Obj row(String json) {
    return Json.readObject(json.getBytes(UTF_8));
  }
}
