package io.headwater.capture.normalize.dynamodb;

import io.headwater.core.json.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/**
 * The times of changes, {@code ApproximateCreationDateTime}, in milliseconds, rounded down.
 *
 * <p>A number of seconds since 1970 (DynamoDB Streams), of milliseconds or microseconds (Kinesis;
 * {@code ApproximateCreationDateTimePrecision} says which, else its size does), or ISO 8601 (the
 * AWS CLI); a text without a zone is UTC. Others, and those outside the years 1970 to 9999, are
 * refused.
 */
final class CreationTimes {

  private static final String TIME = "ApproximateCreationDateTime";
  private static final String PRECISION = "ApproximateCreationDateTimePrecision";

  /** Seconds are below, milliseconds above: the years 5138 and 1973. */
  private static final BigDecimal LEAST_MILLIS = BigDecimal.valueOf(100_000_000_000L);

  /** Milliseconds are below, microseconds above. */
  private static final BigDecimal LEAST_MICROS = BigDecimal.valueOf(100_000_000_000_000L);

  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
  private static final BigDecimal END_MILLIS = BigDecimal.valueOf(END.toEpochMilli());

  /** More than the digits before or after the point of any time. */
  private static final int MAX_SCALE = 30;

  private static final int MILLIS_OF_SECONDS = 3;
  private static final int MILLIS_OF_MICROS = -3;

  private CreationTimes() {}

  /** When the change was made; empty when the record does not say. */
  static Optional<Instant> read(RecordMembers dynamodb) {
    Optional<Value> told = dynamodb.value(TIME);
    if (told.isEmpty()) {
      return Optional.empty();
    }
    if (told.get() instanceof Value.Num number) {
      return Optional.of(ofNumber(dynamodb, number.literal()));
    }
    if (told.get() instanceof Value.Text text) {
      return Optional.of(ofText(dynamodb, text.value()));
    }
    throw refused(dynamodb);
  }

  private static Instant ofNumber(RecordMembers dynamodb, String literal) {
    BigDecimal amount = amount(dynamodb, literal);
    BigDecimal millis = amount.scaleByPowerOfTen(shift(dynamodb, amount));
    if (millis.signum() < 0 || millis.compareTo(END_MILLIS) >= 0) {
      throw refused(dynamodb);
    }
    return Instant.ofEpochMilli(millis.setScale(0, RoundingMode.FLOOR).longValueExact());
  }

  private static BigDecimal amount(RecordMembers dynamodb, String literal) {
    try {
      BigDecimal amount = new BigDecimal(literal);
      // Rounding one of many decimals would take time and memory as its exponent is large.
      if (Math.abs((long) amount.scale()) <= MAX_SCALE) {
        return amount;
      }
    } catch (NumberFormatException e) {
      throw refused(dynamodb);
    }
    throw refused(dynamodb);
  }

  private static int shift(RecordMembers dynamodb, BigDecimal amount) {
    Optional<String> precision = dynamodb.text(PRECISION);
    if (precision.isEmpty()) {
      if (amount.compareTo(LEAST_MILLIS) < 0) {
        return MILLIS_OF_SECONDS;
      }
      return amount.compareTo(LEAST_MICROS) < 0 ? 0 : MILLIS_OF_MICROS;
    }
    return switch (precision.get()) {
      case "MILLISECOND" -> 0;
      case "MICROSECOND" -> MILLIS_OF_MICROS;
      default -> throw dynamodb.wrong(PRECISION, "neither MILLISECOND nor MICROSECOND");
    };
  }

  private static Instant ofText(RecordMembers dynamodb, String text) {
    try {
      TemporalAccessor parsed =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
      Instant instant =
          parsed instanceof ZonedDateTime zoned
              ? zoned.toInstant()
              : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
      if (!instant.isBefore(Instant.EPOCH) && instant.isBefore(END)) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
      }
    } catch (DateTimeException e) {
      throw refused(dynamodb);
    }
    throw refused(dynamodb);
  }

  private static RefusedRecordException refused(RecordMembers dynamodb) {
    return dynamodb.wrong(TIME, "no time of the years 1970 to 9999");
  }
}
