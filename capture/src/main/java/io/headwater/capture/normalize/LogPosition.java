package io.headwater.capture.normalize;

import java.util.Locale;
import java.util.Optional;

/**
 * A place in PostgreSQL's write-ahead log (a log sequence number).
 *
 * <p>Ordered as an unsigned 64-bit number. Only the positions of commits are ordered over all
 * transactions; those of changes are ordered within their own transaction only.
 */
public record LogPosition(long value) implements SourcePosition, Comparable<LogPosition> {

  /** Reads PostgreSQL's notation {@code X/Y}; empty when the text has another form. */
  public static Optional<LogPosition> parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0 || slash > 8 || text.length() - slash - 1 > 8 || slash == text.length() - 1) {
      return Optional.empty();
    }
    try {
      long high = Long.parseUnsignedLong(text.substring(0, slash), 16);
      long low = Long.parseUnsignedLong(text.substring(slash + 1), 16);
      return Optional.of(new LogPosition(high << 32 | low));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean isWithin(SourcePosition reached) {
    return reached instanceof LogPosition other && compareTo(other) <= 0;
  }

  @Override
  public String text() {
    return toString();
  }

  @Override
  public int compareTo(LogPosition other) {
    return Long.compareUnsigned(value, other.value);
  }

  /** PostgreSQL's notation: both halves in upper case hexadecimal, {@code 16/B374D848}. */
  @Override
  public String toString() {
    return Long.toHexString(value >>> 32).toUpperCase(Locale.ROOT)
        + "/"
        + Long.toHexString(value & 0xFFFF_FFFFL).toUpperCase(Locale.ROOT);
  }
}
