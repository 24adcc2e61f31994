package io.headwater.core.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Instants as all records write them: ISO 8601 in UTC with exactly three decimals. */
public final class Timestamps {

  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter().withZone(ZoneOffset.UTC);

  /** Years of four digits, which need no sign. */
  private static final long FIRST_SECOND = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();

  private static final long END_SECOND = Instant.parse("+10000-01-01T00:00:00Z").getEpochSecond();
  private static final byte[] TEMPLATE =
      "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.US_ASCII);
  private static final int NANOS_PER_MILLI = 1_000_000;

  private Timestamps() {}

  /** The instant's text, such as {@code 2026-11-20T09:11:00.123Z}. */
  public static String text(Instant instant) {
    long second = instant.getEpochSecond();
    if (second < FIRST_SECOND || second >= END_SECOND) {
      return MILLIS.format(instant);
    }
    // Every record has one, and the general formatter takes ten times as long.
    LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    byte[] text = TEMPLATE.clone();
    put(text, 3, 4, time.getYear());
    put(text, 6, 2, time.getMonthValue());
    put(text, 9, 2, time.getDayOfMonth());
    put(text, 12, 2, time.getHour());
    put(text, 15, 2, time.getMinute());
    put(text, 18, 2, time.getSecond());
    put(text, 22, 3, instant.getNano() / NANOS_PER_MILLI);
    return new String(text, StandardCharsets.US_ASCII);
  }

  private static void put(byte[] text, int last, int digits, int number) {
    int rest = number;
    for (int at = last; at > last - digits; at--) {
      text[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
