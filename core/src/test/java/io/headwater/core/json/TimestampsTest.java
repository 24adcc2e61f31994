package io.headwater.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampsTest {

  private static final DateTimeFormatter FORMATTER =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter().withZone(ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T09:11:00.123Z, 2026-11-20T09:11:00.123Z",
    "2026-11-20T09:11:00.123999999Z, 2026-11-20T09:11:00.123Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000Z",
    "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
    "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00.000Z",
    "-0001-12-31T23:59:59.001Z, -0001-12-31T23:59:59.001Z",
  })
  void writesThreeDecimalsInUtc(Instant instant, String text) {
    assertThat(Timestamps.text(instant)).isEqualTo(text);
  }

  @Test
  void writesAnyInstantAsTheGeneralFormatterDoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      long second = random.nextLong(-100_000_000_000L, 300_000_000_000L);
      Instant instant = Instant.ofEpochSecond(second, random.nextInt(1_000_000_000));
      assertThat(Timestamps.text(instant)).as("seed %d", seed).isEqualTo(FORMATTER.format(instant));
    }
  }
}
