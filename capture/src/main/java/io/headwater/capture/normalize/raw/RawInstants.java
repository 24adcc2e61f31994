package io.headwater.capture.normalize.raw;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;

/**
 * The times of raw records, as change events keep them: of four-digit years, with milliseconds.
 *
 * <p>Others are refused with a {@link RefusedRecordException}.
 */
public final class RawInstants {

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  /** Where a date ends and the time of day begins; some write a blank there. */
  private static final int DATE_LENGTH = 10;

  private RawInstants() {}

  /** A number of seconds since 1970. */
  public static Instant ofSeconds(long seconds, String member) {
    if (seconds < FIRST.getEpochSecond() || seconds >= END.getEpochSecond()) {
      throw refused(member);
    }
    return Instant.ofEpochSecond(seconds);
  }

  /** A number of milliseconds since 1970. */
  public static Instant ofMillis(long millis, String member) {
    return kept(Instant.ofEpochMilli(millis), member);
  }

  /** ISO 8601, with a blank for the T or not; without a zone it is UTC. */
  public static Instant ofText(String text, String member) {
    String iso =
        text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' '
            ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1)
            : text;
    try {
      TemporalAccessor parsed =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, ZonedDateTime::from, LocalDateTime::from);
      Instant instant =
          parsed instanceof ZonedDateTime zoned
              ? zoned.toInstant()
              : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
      return kept(instant, member);
    } catch (DateTimeException e) {
      throw refused(member);
    }
  }

  private static Instant kept(Instant instant, String member) {
    if (instant.isBefore(FIRST) || !instant.isBefore(END)) {
      throw refused(member);
    }
    return instant.truncatedTo(ChronoUnit.MILLIS);
  }

  private static RefusedRecordException refused(String member) {
    return new RefusedRecordException(
        "the record's '%s' is no time of the years 0 to 9999; is the topic's format the configured one?"
            .formatted(member));
  }
}
