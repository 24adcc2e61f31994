package io.headwater.core.normalize;

/**
 * What becomes of a column's values before anything is written. A rule is of the whole value, also
 * of an array or a document; null stays null, and a value that is not known stays unknown.
 *
 * <p>Mapping files write it under {@code mask} and {@code large}; see {@code docs/mapping.md}.
 */
public sealed interface ColumnRule {

  /** Every value becomes the text {@code ***}. */
  record Redact() implements ColumnRule {}

  /**
   * A value becomes its keyed hash: equal values have equal hashes, in all columns of all sources
   * that share the key.
   */
  record Hash() implements ColumnRule {}

  /**
   * A value becomes a token, from which the holder of the key gets it back; equal values have equal
   * tokens, in all columns of all sources that share the key.
   */
  record Tokenize() implements ColumnRule {}

  /** The column is left out, as if the table did not have it. */
  record Drop() implements ColumnRule {}

  /**
   * A text keeps its first characters; other values than texts have no form under it.
   *
   * @param characters how many Unicode code points are kept, at least 1
   */
  record Truncate(int characters) implements ColumnRule {

    public Truncate {
      if (characters < 1) {
        throw new IllegalArgumentException("at least one character is kept");
      }
    }
  }

  /**
   * A value becomes its {@link ContentReference}.
   *
   * @param base64 whether a text stands for the bytes that it encodes in Base64 (RFC 4648, section
   *     4); else for itself in UTF-8. Where the source tells that a value is binary it counts as
   *     its bytes either way
   */
  record Reference(boolean base64) implements ColumnRule {}

  /** Whether the rule works with a secret key only. */
  default boolean needsKey() {
    return this instanceof Hash || this instanceof Tokenize;
  }
}
