package io.headwater.core.quarantine;

import java.util.Arrays;
import java.util.Locale;

/**
 * Why input was refused, in a word: refusals of one cause are one line of a list, however many
 * there are. The keys are part of the contract of the quarantine topic and of HTTP.
 */
public enum RefusalCause {
  /** A column's value has no form in the standard. */
  UNREADABLE_VALUE,
  /** The record is not what its source promised. */
  UNREADABLE_RECORD,
  /** The record tells a kind of change that is unknown. */
  UNKNOWN_OPERATION,
  /** The change has no row. */
  MISSING_ROW,
  /** The change is larger than the change log takes. */
  CHANGE_TOO_LARGE,
  /** The change log holds what is not of it. */
  FOREIGN_RECORD,
  /** A source snapshot's records are out of order. */
  SNAPSHOT_OUT_OF_ORDER,
  /** The change does not tell whose row it is. */
  UNROUTABLE_ROW,
  /** The rows do not make up a document. */
  UNFIT_ROWS,
  /** The document is larger than the limit. */
  DOCUMENT_TOO_LARGE,
  /** The rows are more than are held. */
  TOO_MANY_ROWS,
  /** The document violates its contract. */
  CONTRACT_VIOLATED,
  /** No mapping has the type. */
  NO_MAPPING,
  /** None of these; the reason tells. */
  OTHER;

  private final String key = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The cause's name on the topic and in answers, such as {@code unroutable-row}. */
  public String key() {
    return key;
  }

  /** The cause of that key; {@link #OTHER} when a later version has more of them. */
  public static RefusalCause of(String key) {
    return Arrays.stream(values()).filter(cause -> cause.key.equals(key)).findFirst().orElse(OTHER);
  }
}
