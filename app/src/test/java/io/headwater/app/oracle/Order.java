package io.headwater.app.oracle;

/** A column that orders the rows of a list. */
record Order(String column, boolean descending) {

  String mapping() {
    return MappingText.quoted(descending ? column + " desc" : column);
  }

  /** What stands for it behind {@code order by}. */
  String sql(Part part, String alias) {
    boolean text = part.column(column).kind().sqlType().equals("text");
    return "%s.%s%s %s"
        .formatted(
            alias,
            Sql.quoted(column),
            text ? " collate \"C\"" : "",
            descending ? "desc nulls last" : "asc nulls first");
  }
}
