package io.headwater.capture.normalize;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/**
 * Temporal columns as ISO 8601 text.
 *
 * <p>Fractions have as many digits as they need; PostgreSQL's infinities keep their names. Years
 * beyond four digits and before 1 BC carry a sign, as ISO 8601 asks.
 */
final class TemporalText {

  static final String INFINITY = "infinity";
  static final String MINUS_INFINITY = "-infinity";

  private static final long MICROS = 1_000_000L;
  private static final long NANOS = 1_000_000_000L;
  private static final long NANOS_PER_DAY = 86_400L * NANOS;

  // What the engine makes of the infinite dates: in the log, and (by an overflow) in a snapshot.
  // None of them is a date that PostgreSQL can hold, whose first year is 4714 BC.
  private static final long INFINITE_DAY = LocalDate.of(-5_877_611, 6, 21).toEpochDay();
  private static final long MINUS_INFINITE_DAY = LocalDate.of(-5_877_611, 6, 22).toEpochDay();
  private static final long INFINITE_SNAPSHOT_DAY = LocalDate.of(-1_701_532, 4, 5).toEpochDay();
  private static final long MINUS_INFINITE_SNAPSHOT_DAY =
      LocalDate.of(-1_711_471, 7, 22).toEpochDay();

  // The overflow depends on the time zone.
  private static final long SNAPSHOT_DAY_TOLERANCE = 2;

  // pgjdbc's infinite timestamps in milliseconds; Debezium passes them on as such or as
  // microseconds.
  private static final long INFINITE = 9_223_372_036_825_200_000L;
  private static final long MINUS_INFINITE = -9_223_372_036_832_400_000L;

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter();

  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral('T')
          .append(TIME)
          .toFormatter();

  private TemporalText() {}

  static String date(long epochDay) {
    if (epochDay == INFINITE_DAY
        || epochDay == Integer.MAX_VALUE
        || Math.abs(epochDay - INFINITE_SNAPSHOT_DAY) <= SNAPSHOT_DAY_TOLERANCE) {
      return INFINITY;
    }
    if (epochDay == MINUS_INFINITE_DAY
        || epochDay == Integer.MIN_VALUE
        || Math.abs(epochDay - MINUS_INFINITE_SNAPSHOT_DAY) <= SNAPSHOT_DAY_TOLERANCE) {
      return MINUS_INFINITY;
    }
    return DateTimeFormatter.ISO_LOCAL_DATE.format(LocalDate.ofEpochDay(epochDay));
  }

  static String timeOfMillis(long millis) {
    return timeOfNanos(Math.multiplyExact(millis, 1_000_000L));
  }

  static String timeOfMicros(long micros) {
    return timeOfNanos(Math.multiplyExact(micros, 1_000L));
  }

  /** PostgreSQL's day ends with 24:00:00, which no Java time of day can hold. */
  static String timeOfNanos(long nanos) {
    return nanos == NANOS_PER_DAY ? "24:00:00" : TIME.format(LocalTime.ofNanoOfDay(nanos));
  }

  /** A time that may be negative or longer than a day, {@code -838:59:59.000001}. */
  static String elapsedMicros(long micros) {
    long seconds = Math.abs(micros) / MICROS;
    long fraction = Math.abs(micros) % MICROS;
    String text =
        "%s%02d:%02d:%02d"
            .formatted(micros < 0 ? "-" : "", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    return fraction == 0 ? text : text + ".%06d".formatted(fraction).replaceFirst("0+$", "");
  }

  static String timestampOfMillis(long millis) {
    if (isInfinite(millis)) {
      return infinity(millis);
    }
    return dateTime(Math.floorDiv(millis, 1_000L), Math.floorMod(millis, 1_000L) * 1_000_000L);
  }

  static String timestampOfMicros(long micros) {
    if (isInfinite(micros)) {
      return infinity(micros);
    }
    return dateTime(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000L);
  }

  static String timestampOfNanos(long nanos) {
    return dateTime(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  static String duration(long micros) {
    return Duration.ofSeconds(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000L)
        .toString();
  }

  /** An instant of Kafka Connect's own logical type, which has no time zone in the source. */
  static String connectTimestamp(Instant instant) {
    return dateTime(instant.getEpochSecond(), instant.getNano());
  }

  private static String dateTime(long epochSecond, long nano) {
    return DATE_TIME.format(LocalDateTime.ofEpochSecond(epochSecond, (int) nano, ZoneOffset.UTC));
  }

  private static boolean isInfinite(long value) {
    return value == INFINITE
        || value == MINUS_INFINITE
        || value == Long.MAX_VALUE
        || value == Long.MIN_VALUE;
  }

  private static String infinity(long value) {
    return value > 0 ? INFINITY : MINUS_INFINITY;
  }
}
