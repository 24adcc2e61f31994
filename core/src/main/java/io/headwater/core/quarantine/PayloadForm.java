package io.headwater.core.quarantine;

import java.util.Arrays;
import java.util.Locale;

/** What the payload of refused input is, and so how it can be tried again. */
public enum PayloadForm {
  /** An engine's record as Kafka Connect's JSON with its schema; normalized again. */
  CONNECT_JSON,
  /** A raw topic's value, byte by byte; normalized again. */
  RAW,
  /** A change event as the change log has it; appended again. */
  CHANGE_EVENT,
  /** The name of a resource whose document is withheld; rendered again. */
  RESOURCE,
  /** All rows of a resource, from another journal; only looked at. */
  ROWS,
  /** Bytes that nobody can read; only looked at. */
  BYTES;

  private final String key = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The form's name on the topic and in answers, such as {@code change-event}. */
  public String key() {
    return key;
  }

  /** The form of that key; {@link #BYTES} when it is unknown. */
  public static PayloadForm of(String key) {
    return Arrays.stream(values()).filter(form -> form.key.equals(key)).findFirst().orElse(BYTES);
  }
}
