package io.headwater.app.oracle;

/**
 * What the source logs of a row before its change.
 *
 * <p>This is the one place that says what {@link #DEFAULT} leaves out, as the log alone does not
 * tell it: tables whose rows are not addressed by owner and key together ({@link #followsOwners}),
 * and changes of a key beside a value that is stored out of line ({@link #followsKeyChange}).
 */
enum Identity {
  FULL,
  DEFAULT;

  /** Whether the log tells a row's resource although the owner is no part of the primary key. */
  boolean followsOwners() {
    return this == FULL;
  }

  /** Whether the log tells all of a row whose primary key changes. */
  boolean followsKeyChange(Part part) {
    return this == FULL || part.columns().stream().noneMatch(c -> c.kind() == ColumnKind.BIG_TEXT);
  }

  String sql() {
    return "replica identity " + name().toLowerCase(java.util.Locale.ROOT);
  }
}
