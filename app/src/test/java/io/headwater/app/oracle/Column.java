package io.headwater.app.oracle;

/** A table's column. */
record Column(String name, ColumnKind kind, boolean nullable) {}
