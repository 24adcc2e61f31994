package io.headwater.core.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Instants as all records write them: ISO 8601 in UTC with exactly three decimals. */
public final class Timestamps {

  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter().withZone(ZoneOffset.UTC);

  private Timestamps() {}

  /** The instant's text, such as {@code 2026-11-20T09:11:00.123Z}. */
  public static String text(Instant instant) {
    return MILLIS.format(instant);
  }
}
