package io.headwater.app.oracle;

/**
 * A value that a condition compares a column with.
 *
 * @param mapping as a mapping file writes it
 * @param test the comparison in SQL, with {@code %s} for the column
 */
record Literal(String mapping, String test) {

  static final Literal NULL = new Literal("null", "%s is null");

  /** Text, which only a column of text can equal. */
  static Literal text(String text) {
    return new Literal(MappingText.literal(text), "%s = " + Sql.literal(text));
  }

  static Literal plain(String value) {
    return new Literal(value, "%s = " + value);
  }

  /** A literal of another kind than the column's values. */
  static Literal never(String mapping) {
    return new Literal(mapping, "false");
  }

  /** Whether a row can fit that is not null. */
  boolean fitsValues() {
    return !test.equals("false") && !equals(NULL);
  }
}
