package io.headwater.core.binary;

/** The first byte of a JSON value; a number once given to a form is never given to another. */
final class ValueTag {

  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;

  /** An integer whose literal is the canonical one of a long. */
  static final int INTEGER = 3;

  /** Any other number, by its literal. */
  static final int LITERAL = 4;

  static final int TEXT = 5;
  static final int ARRAY = 6;
  static final int OBJECT = 7;

  private ValueTag() {}
}
