package io.headwater.capture.normalize.debezium;

import static io.headwater.capture.normalize.debezium.DebeziumRecords.raw;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.Normalization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only records of Debezium can get wrong comes out as a reason that quotes nothing. */
class DebeziumHostileRecordsTest {

  private static final String SECRET = "s3cr3t";
  private static final String SOURCE =
      "\"source\":{\"version\":\"3.5.0.Final\",\"connector\":\"postgresql\",\"ts_ms\":1,\"db\":\"shop\",\"schema\":\"public\",\"table\":\"t\",\"lsn\":5,\"txId\":7}";
  private static final String UPDATE =
      "{\"before\":{\"id\":1,\"name\":\"s3cr3t\"},\"after\":{\"id\":1,\"name\":\"s3cr3t\"},%s,\"op\":\"u\",\"ts_ms\":2}"
          .formatted(SOURCE);

  private final DebeziumJsonNormalizer normalizer =
      new DebeziumJsonNormalizer(DebeziumSettings.of("shop"));

  private static String after(String row) {
    return "{\"before\":null,\"after\":%s,%s,\"op\":\"u\"}".formatted(row, SOURCE);
  }

  private static String typed(String type, String value) {
    String column = "{%s,\"optional\":true,\"field\":\"c\"}".formatted(type);
    String row = "{\"type\":\"struct\",\"optional\":true,\"field\":\"after\",\"fields\":[%s]}";
    return "{\"schema\":{\"type\":\"struct\",\"fields\":[%s,{\"type\":\"struct\",\"fields\":[],\"field\":\"source\"},{\"type\":\"string\",\"field\":\"op\"}]},\"payload\":%s}"
        .formatted(row.formatted(column), after("{\"c\":" + value + "}"));
  }

  private String refusal(String key, String value) {
    List<Normalization> outcomes = normalizer.normalize(raw(key, value));
    assertThat(outcomes).as(value).singleElement().isInstanceOf(Normalization.Refused.class);
    String reason = ((Normalization.Refused) outcomes.getFirst()).reason();
    assertThat(reason).isNotBlank().doesNotContain(SECRET);
    return reason;
  }

  private String refusal(String value) {
    return refusal("{\"id\":1}", value);
  }

  @Test
  void acceptsTheRecordThatTheOthersAreBrokenFrom() {
    assertThat(normalizer.normalize(raw("{\"id\":1}", UPDATE)))
        .singleElement()
        .isInstanceOf(Normalization.Normalized.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"lsn\":\"s3cr3t\"",
        "\"lsn\":99999999999999999999",
        "\"ts_us\":\"s3cr3t\"",
        "\"ts_ms\":1.5",
        "\"db\":\"a\",\"db\":\"b\"",
        "\"table\":\"\\ud800\"",
      })
  void refusesASourceBlockThatDoesNotMakeSense(String facts) {
    assertThat(
            refusal(
                "{\"after\":{\"id\":1},\"source\":{\"connector\":\"postgresql\",\"schema\":\"public\",\"table\":\"t\",%s},\"op\":\"c\"}"
                    .formatted(facts)))
        .isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"type\":\"map\",\"keys\":{\"type\":\"int32\"},\"values\":{\"type\":\"int32\"}|[[1]]",
        "\"type\":\"bytes\",\"name\":\"org.apache.kafka.connect.data.Decimal\",\"parameters\":{\"scale\":\"x\"}|5",
        "\"type\":\"bytes\",\"name\":\"org.apache.kafka.connect.data.Decimal\",\"parameters\":{\"scale\":\"2147483647\"}|\"AQ==\"",
        "\"type\":\"bytes\",\"name\":\"org.apache.kafka.connect.data.Decimal\",\"parameters\":{\"scale\":\"2\"}|\"\"",
        "\"type\":\"bytes\",\"name\":\"org.apache.kafka.connect.data.Decimal\",\"parameters\":{\"scale\":\"2\"}|1e999999999",
        "\"type\":\"string\",\"name\":\"io.debezium.time.MicroTimestamp\"|\"s3cr3t\"",
        "\"type\":\"int64\",\"name\":\"io.debezium.time.Date\"|9223372036854775807",
        "\"type\":\"int64\",\"name\":\"io.debezium.time.MicroTime\"|9223372036854775807",
        "\"type\":\"int32\",\"name\":\"io.debezium.data.Bits\"|5",
        "\"type\":\"bytes\",\"name\":\"io.debezium.data.Bits\",\"parameters\":{\"length\":\"2000000000\"}|\"AQ==\"",
        "\"type\":\"int32\",\"name\":\"io.debezium.data.VariableScaleDecimal\"|5",
        "\"type\":\"struct\",\"name\":\"io.debezium.data.VariableScaleDecimal\",\"fields\":[{\"type\":\"int32\",\"field\":\"scale\"},{\"type\":\"bytes\",\"field\":\"value\"}]|{\"scale\":-2147483648,\"value\":\"AQ==\"}",
        "\"type\":\"string\",\"parameters\":{\"__debezium.source.column.type\":\"NUMERIC\"}|\"1E2000000000\"",
      })
  void refusesAValueThatHasNoFormByItsSchemaPart(String typeAndValue) {
    int bar = typeAndValue.indexOf('|');

    assertThat(refusal(typed(typeAndValue.substring(0, bar), typeAndValue.substring(bar + 1))))
        .isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "-9223372036854775808", "9223372036854775808", "1.5"})
  void refusesAnOrderThatNoChangeOfATransactionHas(String order) {
    assertThat(
            refusal(
                "{\"after\":{\"id\":1},%s,\"op\":\"c\",\"transaction\":{\"id\":\"7:5\",\"total_order\":%s}}"
                    .formatted(SOURCE, order)))
        .contains("total_order");
  }

  @Test
  void keepsANumberOfAnyLengthThatTheChangeLogCanHold() {
    String number = "9".repeat(100_000);

    assertThat(normalizer.normalize(raw("{\"id\":1}", after("{\"c\":" + number + "}"))).toString())
        .contains(number);
    assertThat(refusal(after("{\"c\":" + "9".repeat(200_000) + "}"))).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[1]",
        "Struct{id=1}",
        "{\"id\":1,\"id\":2}",
        "s3cr3t",
        "5",
        "{\"id\":\"\\ud800\"}"
      })
  void refusesAKeyThatDoesNotNameItsColumns(String key) {
    assertThat(refusal(key, UPDATE)).isNotBlank();
  }

  @Test
  void refusesAByteThatUtf8DoesNotHaveWhereverItStands() {
    byte[] whole = UPDATE.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < whole.length; at++) {
      byte[] broken = whole.clone();
      broken[at] = (byte) 0xFF;
      assertThat(
              normalizer.normalize(
                  DebeziumRecords.on(
                      DebeziumRecords.TOPIC, Optional.empty(), Optional.of(Bytes.of(broken)))))
          .as("byte %d", at)
          .singleElement()
          .isInstanceOf(Normalization.Refused.class);
    }
  }
}
