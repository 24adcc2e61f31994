package io.headwater.app.oracle;

/**
 * What the source logs of a row before its change.
 *
 * <p>This is the one place that says what {@link #DEFAULT} leaves out, as the log alone does not
 * tell it: a row that changes its key or its owner has no value of a column that is stored out of
 * line and did not change, so its document may be withheld ({@link #logsMoves}).
 */
enum Identity {
  FULL,
  DEFAULT;

  /** Whether the log tells all of a row that changes its key or owner. */
  boolean logsMoves(Part part) {
    return this == FULL || part.columns().stream().noneMatch(c -> c.kind() == ColumnKind.BIG_TEXT);
  }

  String sql() {
    return "replica identity " + name().toLowerCase(java.util.Locale.ROOT);
  }
}
