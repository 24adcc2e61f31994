package io.headwater.app.oracle;

/**
 * What the source logs of a row before its change.
 *
 * <p>This is the one place that says what {@link #DEFAULT} leaves out, as the log alone does not
 * tell it: a row that changes its key or its owner has no value of a column that is stored out of
 * line and did not change, so its document is withheld if it has such a column ({@link
 * #logsMoves}).
 */
enum Identity {
  FULL,
  DEFAULT;

  /** Whether the log tells all that the mapping needs of a row that changes its key or owner. */
  boolean logsMoves(Shape shape, int part) {
    return this == FULL
        || shape.part(part).columns().stream()
            .noneMatch(c -> c.kind() == ColumnKind.BIG_TEXT && shape.needs(part, c.name()));
  }

  String sql() {
    return "replica identity " + name().toLowerCase(java.util.Locale.ROOT);
  }
}
