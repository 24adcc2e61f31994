package io.headwater.capture.normalize.dynamodb;

import static io.headwater.capture.normalize.dynamodb.StreamRecords.change;
import static io.headwater.capture.normalize.dynamodb.StreamRecords.event;
import static io.headwater.capture.normalize.dynamodb.StreamRecords.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreationTimesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1480642020                  | 2016-12-02T01:27:00Z",
        "1.46480646E9                | 2016-06-01T18:41:00Z",
        "1693997155.0                | 2023-09-06T10:45:55Z",
        "1693997155.2509             | 2023-09-06T10:45:55.250Z",
        "1731924555370               | 2024-11-18T10:09:15.370Z",
        "1731924555370999            | 2024-11-18T10:09:15.370Z",
        "0                           | 1970-01-01T00:00:00Z",
        "'2026-11-20T09:11:00.123Z'  | 2026-11-20T09:11:00.123Z",
        "'2026-11-20T09:11:00-08:00' | 2026-11-20T17:11:00Z",
        "'2026-11-20T09:11:00.12345' | 2026-11-20T09:11:00.123Z",
      })
  void readsSecondsMillisecondsMicrosecondsAndText(String told, Instant expected) {
    assertThat(event(removal(told)).timestamp()).isEqualTo(expected);
  }

  @Test
  void takesTheUnitThatTheRecordTells() {
    String early = "86400000,'ApproximateCreationDateTimePrecision':'%s'";
    assertThat(event(removal(early.formatted("MILLISECOND"))).timestamp())
        .isEqualTo(Instant.parse("1970-01-02T00:00:00Z"));
    assertThat(event(removal(early.formatted("MICROSECOND"))).timestamp())
        .isEqualTo(Instant.parse("1970-01-01T00:01:26.400Z"));
    assertThat(refusal(removal(early.formatted("FORTNIGHT"))))
        .contains("ApproximateCreationDateTimePrecision");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "1e999999999",
        "1e-999999999",
        "1e99999999999",
        "253402300800000000",
        "true",
        "{}",
        "'yesterday'",
        "'1480642020'",
        "'+10000-01-01T00:00:00Z'",
        "'1969-12-31T23:59:59Z'",
      })
  void refusesWhatIsNoTime(String told) {
    assertThat(refusal(removal(told))).contains("'dynamodb.ApproximateCreationDateTime'");
  }

  private static String removal(String time) {
    return change("REMOVE", ",'ApproximateCreationDateTime':" + time);
  }
}
