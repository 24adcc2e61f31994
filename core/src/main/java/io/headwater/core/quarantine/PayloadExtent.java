package io.headwater.core.quarantine;

import java.util.Arrays;
import java.util.Locale;

/** How much of the refused input the payload still is. */
public enum PayloadExtent {
  /** All of it, as it was. */
  WHOLE,
  /** All of it: it had no value, which is another thing than an empty one. */
  ABSENT,
  /** All of it, with masked columns masked. */
  MASKED,
  /** Masked columns that could not be read are left out, or the form could not hold a value. */
  PARTIAL,
  /** Its beginning: it was larger than what is kept. */
  CUT,
  /** Nothing: something in it is masked, and could not be. */
  WITHHELD;

  private final String key = name().toLowerCase(Locale.ROOT);

  /** The extent's name on the topic and in answers. */
  public String key() {
    return key;
  }

  /** Whether the payload itself can be tried again. */
  public boolean isComplete() {
    return this == WHOLE || this == ABSENT || this == MASKED;
  }

  /** The extent of that key; {@link #PARTIAL} when it is unknown. */
  public static PayloadExtent of(String key) {
    return Arrays.stream(values())
        .filter(extent -> extent.key.equals(key))
        .findFirst()
        .orElse(PARTIAL);
  }
}
