package io.headwater.http.route;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations such as {@code 500ms} or {@code 2s}. */
final class Waits {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(ms|s)");

  private Waits() {}

  static Duration parse(String name, String text, Duration most) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration wait =
          matcher.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
      if (wait.compareTo(most) <= 0) {
        return wait;
      }
    }
    throw new ProblemException(
        ProblemKind.BAD_PARAMETER,
        "'%s' is no duration that works; give one such as 500ms or 2s, at most %ds."
            .formatted(name, most.toSeconds()));
  }
}
