package io.headwater.replica;

import java.util.List;

/** What a contract says of a member, as far as a column's type goes. */
enum ColumnKind {
  INTEGER(Layout.BIGINT, "numeric"),
  NUMBER("numeric"),
  // Also of format date-time: PostgreSQL's own types round, and keep no zone.
  STRING(Layout.TEXT, "timestamp with time zone"),
  BOOLEAN("boolean"),
  ANYTHING(Layout.JSONB);

  static final String BOOLEAN_TYPE = "boolean";
  static final String TIMESTAMP_TYPE = "timestamp with time zone";

  private final String type;
  private final List<String> others;

  ColumnKind(String type, String... others) {
    this.type = type;
    this.others = List.of(others);
  }

  /** The type of a column that is made. */
  String type() {
    return type;
  }

  /** Whether a column of that type can hold it; one of JSON can hold all. */
  boolean fits(String columnType) {
    return columnType.equals(type) || others.contains(columnType) || Layout.isJson(columnType);
  }
}
