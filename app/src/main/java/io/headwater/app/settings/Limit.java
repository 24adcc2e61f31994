package io.headwater.app.settings;

import java.time.Duration;

/**
 * The range of a setting; the reader and the record that holds the setting use the same one.
 *
 * @param key the setting's key
 * @param min the smallest value allowed
 * @param max the largest value allowed
 */
record Limit(String key, long min, long max) {

  static Limit millis(String key, Duration min, Duration max) {
    return new Limit(key, min.toMillis(), max.toMillis());
  }

  boolean allows(long value) {
    return value >= min && value <= max;
  }

  boolean allows(Duration value) {
    return value.compareTo(Duration.ofMillis(min)) >= 0
        && value.compareTo(Duration.ofMillis(max)) <= 0;
  }

  void require(long value) {
    if (!allows(value)) {
      throw new IllegalArgumentException(key + " must be " + range() + ", not " + value);
    }
  }

  void require(Duration value) {
    if (!allows(value)) {
      throw new IllegalArgumentException(
          "%s must be %s, not %s".formatted(key, durations(), value));
    }
  }

  String range() {
    return "from " + min + " to " + max;
  }

  String durations() {
    return "from " + inUnit(min) + " to " + inUnit(max);
  }

  private static String inUnit(long millis) {
    Duration duration = Duration.ofMillis(millis);
    if (duration.equals(Duration.ofDays(duration.toDays()))) {
      return duration.toDays() + "d";
    }
    if (duration.equals(Duration.ofHours(duration.toHours()))) {
      return duration.toHours() + "h";
    }
    if (duration.equals(Duration.ofMinutes(duration.toMinutes()))) {
      return duration.toMinutes() + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
