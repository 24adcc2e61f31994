package io.headwater.client.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateRecordViewTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "42|42",
        "-1.50e3|-1.50e3",
        "123456789012345678901234567890|123456789012345678901234567890",
        "\"a\\u00e9\"|aé",
        "true|true",
        "{\"a\":1,\"b\":\"x\"}|{\"a\":1,\"b\":\"x\"}",
        "{ \"a\" : 1 , \"b\" : \"{ \\\\ \\\" }\" }|{\"a\":1,\"b\":\"{ \\\\ \\\" }\"}",
        "{\"é\":\"ü 尺\"}|{\"é\":\"ü 尺\"}"
      })
  void spellsTheIdAsTheTopicsKey(String id, String key) {
    assertThat(StateRecordView.parse(JsonBytes.of(BootstrapText.state(id, 1, "ü"))).key())
        .isEqualTo(key);
  }

  @Test
  void readsFieldsInAnyOrder() {
    JsonBytes value =
        JsonBytes.of(
            "{\"new\":[{}],\"resource\":{\"id\":9},\"version\":3,\"id\":{\"k\": 1},"
                + "\"operation\":\"create\",\"type\":\"widget\"}");

    assertThat(StateRecordView.parse(value))
        .isEqualTo(new StateRecordView("widget", "{\"k\":1}", 3, Operation.CREATE, value));
  }

  @Test
  void passesOverNumbersOfAnyLength() {
    String digits = "9".repeat(131_072);
    JsonBytes value =
        JsonBytes.of(BootstrapText.state("1", 1, "").replace("\"name\":\"\"", "\"n\":" + digits));

    assertThat(StateRecordView.parse(value).bytes().length()).isGreaterThan(131_072);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"type\":1}",
        "{\"type\":\"widget\",\"operation\":\"upsert\"}",
        "{\"type\":\"w\",\"operation\":\"update\",\"id\":null}",
        "{\"type\":\"w\",\"operation\":\"update\",\"id\":1,\"version\":-1,\"resource\":{}}",
        "{\"type\":\"w\",\"operation\":\"update\",\"id\":1,\"version\":1.5,\"resource\":{}}",
        "{\"type\":\"w\",\"operation\":\"update\",\"id\":1,\"version\":9223372036854775808,\"resource\":{}}",
        "{\"type\":\"w\",\"operation\":\"update\",\"id\":1,\"version\":1,\"resource\":null}",
        "{\"type\":\"w\",\"operation\":\"delete\",\"id\":1,\"version\":1,\"resource\":{}}",
        "{\"type\":\"w\",\"operation\":\"update\",\"id\":1,\"version\":1}",
        "{\"type\":\"w\",\"operation\":\"update\",\"id\":1,\"version\":1,\"resource\":{}} {}",
        "{\"type\":\"w\",\"operation\":\"update\",\"id\":1,\"version\":1,\"resource\":{}",
      })
  void refusesWhatIsNoStateRecord(String json) {
    assertThatThrownBy(() -> StateRecordView.parse(JsonBytes.of(json)))
        .isInstanceOf(MalformedStateException.class)
        .hasMessageMatching("(it|its|something) .+");
  }
}
