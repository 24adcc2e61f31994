package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.normalize.raw.RawFixtures;
import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.normalize.RawRecord;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatDetectorTest {

  /** What a case of Debezium's corpus is called whose format cannot be told. */
  private static final String BARE = "bare";

  @TestFactory
  Stream<DynamicTest> tellsTheFormatOfEveryDocumentedRecord() {
    return RawFixtures.formats().stream()
        .flatMap(format -> RawFixtures.of(format).stream())
        .filter(fixture -> !fixture.name().contains(BARE))
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    fixture.format().key() + "/" + fixture.name(),
                    () ->
                        assertThat(FormatDetector.detect(fixture.raw()))
                            .contains(fixture.format())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "debezium-json|{\"schema\":{\"type\":\"struct\"},\"payload\":{\"id\":1}}",
        "debezium-json|{\"before\":null,\"after\":{\"id\":1},\"source\":{},\"op\":\"c\"}",
        "debezium-json|{\"payload\":{\"after\":{},\"op\":\"c\"}}",
        "debezium-json|{\"status\":\"BEGIN\",\"id\":\"571:1\",\"event_count\":null}",
        "debezium-json|{\"ts_ms\":1}",
        "debezium-json|{\"source\":{},\"databaseName\":\"d\",\"ddl\":\"create\",\"tableChanges\":[]}",
        "debezium-json|{\"id\":1,\"name\":\"x\",\"__op\":\"c\"}",
        "dynamodb-streams|{\"eventName\":\"INSERT\",\"dynamodb\":{\"Keys\":{}}}",
        "dynamodb-streams|{\"Records\":[{\"eventID\":\"1\",\"dynamodb\":{}}]}",
        "dynamodb-streams|[{\"eventName\":\"REMOVE\",\"dynamodb\":{}}]",
        "maxwell|{\"type\":\"database-drop\",\"database\":\"d\",\"ts\":1,\"sql\":\"drop database d\"}",
        "maxwell|{\"encrypted\":{\"bytes\":\"aaaa\",\"iv\":\"bbbb\"}}",
        "aws-dms|{\"control\":{},\"metadata\":{\"record-type\":\"control\"}}"
      })
  void tellsTheFormatFromTheMembers(String format, String value) {
    assertThat(FormatDetector.detect(RawFixtures.raw(value)).map(RawFormat::key)).contains(format);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "\"text\"",
        "[]",
        "{}",
        "{\"id\":1,\"name\":\"x\"}",
        "{\"id\":1,\"status\":\"open\"}",
        "{\"ts_ms\":1,\"id\":2}",
        "{\"type\":\"insert\",\"data\":{}}",
        "{\"dynamodb\":1}",
        "{\"payload\":1}",
        "Obj\u0001avro",
        "{\"a\":{\"b\":{\"__op\":1}}}",
        "{",
        "[[[[{\"ts_ms\":1}]]]]"
      })
  void tellsNothingOfOtherRecords(String value) {
    assertThat(FormatDetector.detect(RawFixtures.raw(value))).isEmpty();
  }

  @Test
  void tellsNothingOfATombstone() {
    RawRecord tombstone = RawFixtures.raw(Optional.of(Bytes.utf8("{}")), Optional.empty());

    assertThat(FormatDetector.detect(tombstone)).isEmpty();
  }

  @Test
  void looksNoFurtherThanItsLimit() {
    String late = "{\"a\":\"%s\",\"metadata\":{\"record-type\":\"data\"}}";

    assertThat(FormatDetector.detect(RawFixtures.raw(late.formatted("x".repeat(60_000)))))
        .contains(RawFormat.AWS_DMS);
    assertThat(FormatDetector.detect(RawFixtures.raw(late.formatted("x".repeat(66_000)))))
        .isEmpty();
    assertThat(FormatDetector.detect(RawFixtures.raw("{\"a\":" + "[".repeat(1_000_000)))).isEmpty();
  }

  @Test
  void tellsARecordWhoseSchemaIsLongerThanTheLimit() {
    String field = "{\"type\":\"string\",\"optional\":true,\"field\":\"column\"},";
    String schema =
        "{\"schema\":{\"type\":\"struct\",\"fields\":[%s{}]},\"payload\":{}}"
            .formatted(field.repeat(5_000));

    assertThat(FormatDetector.detect(RawFixtures.raw(schema))).contains(RawFormat.DEBEZIUM_JSON);
  }

  @Test
  void isTotal() {
    long seed = Long.getLong("headwater.seed", 20_261_128L);
    Random random = new Random(seed);
    for (RawFormat format : RawFixtures.formats()) {
      for (RawFixtures.Fixture fixture : RawFixtures.of(format)) {
        byte[] whole = fixture.raw().value().orElseThrow().array();
        for (int round = 0; round < 200; round++) {
          byte[] mutant = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
          for (int i = 0; i < 4 && mutant.length > 0; i++) {
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
          }
          RawRecord raw = RawFixtures.raw(Optional.empty(), Optional.of(Bytes.of(mutant)));
          assertThat(FormatDetector.detect(raw))
              .as("-Dheadwater.seed=%d", seed)
              .isEqualTo(FormatDetector.detect(raw));
        }
      }
    }
  }
}
