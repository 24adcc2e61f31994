package io.headwater.core.normalize;

/** What becomes of a column's values before anything is written; NULL stays null. */
public enum Mask {

  /** Every value becomes the text {@code ***}. */
  REDACT,

  /**
   * A value becomes its keyed hash: equal values have equal hashes, in all columns of all sources
   * that share the key.
   */
  HASH,

  /**
   * A value becomes a token, from which the holder of the key gets it back; equal values have equal
   * tokens, in all columns of all sources that share the key.
   */
  TOKENIZE,

  /** The column is left out, as if the table did not have it. */
  DROP;

  /** Whether the mask works with a secret key only. */
  public boolean needsKey() {
    return this == HASH || this == TOKENIZE;
  }
}
