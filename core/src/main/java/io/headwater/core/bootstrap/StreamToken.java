package io.headwater.core.bootstrap;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The text of {@link StreamPositions} in URLs, headers and event ids: the epoch, then {@code
 * .partition-offset} for each partition, in order, such as {@code MzQ1.0-17.1-3}.
 *
 * <p>Any node understands what any node gave. Epochs are Kafka topic ids, whose alphabet has no
 * dot.
 */
public final class StreamToken {

  /** The longest text that is read; beyond any number of partitions that works. */
  public static final int MAX_CHARACTERS = 64 * 1024;

  private static final int MAX_DIGITS = 18;

  private StreamToken() {}

  /** The token of positions. */
  public static String of(StreamPositions positions) {
    StringBuilder token = new StringBuilder(positions.epoch());
    positions
        .next()
        .forEach((partition, next) -> token.append('.').append(partition).append('-').append(next));
    return token.toString();
  }

  /** The positions that a token names; empty when the text is no token. */
  public static Optional<StreamPositions> read(String token) {
    if (token.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    String[] parts = token.split("\\.", -1);
    if (parts[0].isEmpty() || parts.length < 2) {
      return Optional.empty();
    }
    SortedMap<Integer, Long> next = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      int dash = parts[i].indexOf('-');
      if (dash < 1
          || !isNumber(parts[i], 0, dash)
          || !isNumber(parts[i], dash + 1, parts[i].length())) {
        return Optional.empty();
      }
      long partition = Long.parseLong(parts[i].substring(0, dash));
      long offset = Long.parseLong(parts[i].substring(dash + 1));
      if (partition > Integer.MAX_VALUE || next.put((int) partition, offset) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new StreamPositions(parts[0], next));
  }

  private static boolean isNumber(String text, int from, int to) {
    if (from >= to || to - from > MAX_DIGITS) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
