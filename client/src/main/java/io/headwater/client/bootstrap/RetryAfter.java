package io.headwater.client.bootstrap;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;

/** How long an answer asks to be left alone; a date is not understood, and counts as no word. */
public final class RetryAfter {

  private static final int MAX_DIGITS = 5;

  private RetryAfter() {}

  /** The wish that those headers hold; empty when there is none. */
  public static Optional<Duration> of(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1," + MAX_DIGITS + "}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }
}
