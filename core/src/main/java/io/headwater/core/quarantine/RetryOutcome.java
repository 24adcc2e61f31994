package io.headwater.core.quarantine;

import java.util.Arrays;
import java.util.Locale;

/** How a record left the quarantine. */
public enum RetryOutcome {
  /** A retry put the change into the change log. */
  APPLIED,
  /** A newer change of the same row is in the change log, so nothing was written. */
  SUPERSEDED,
  /** The resource has no document that is withheld any more. */
  PUBLISHED,
  /** Somebody dropped it. */
  DROPPED;

  private final String key = name().toLowerCase(Locale.ROOT);

  /** The outcome's name on the topic and in answers. */
  public String key() {
    return key;
  }

  /** The outcome of that key; a tombstone that says nothing was dropped by hand. */
  public static RetryOutcome of(String key) {
    return Arrays.stream(values())
        .filter(outcome -> outcome.key.equals(key))
        .findFirst()
        .orElse(DROPPED);
  }
}
