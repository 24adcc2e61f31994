package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which rows count: as the mapping says it and as the source does.
 *
 * @param where the conditions that must all hold
 * @param mark the column that counts a row as deleted when it is neither null nor false
 * @param deleted the conditions that count a row as deleted when all hold; not beside a mark
 */
record Filter(List<Condition> where, Optional<Column> mark, List<Condition> deleted) {

  static final Filter NONE = new Filter(List.of(), Optional.empty(), List.of());

  Filter {
    where = List.copyOf(where);
    deleted = List.copyOf(deleted);
  }

  /** The entries of the block in the mapping file. */
  List<String> mapping() {
    List<String> entries = new ArrayList<>();
    if (!where.isEmpty()) {
      entries.add("where " + block(where));
    }
    mark.ifPresent(column -> entries.add("soft-delete = " + MappingText.quoted(column.name())));
    if (!deleted.isEmpty()) {
      entries.add("soft-delete " + block(deleted));
    }
    return entries;
  }

  /** An SQL condition that the row of that alias counts. */
  String sql(String alias) {
    List<String> tests = new ArrayList<>();
    where.forEach(condition -> tests.add(condition.sql(alias)));
    mark.ifPresent(column -> tests.add(isNoMark(column, alias)));
    if (!deleted.isEmpty()) {
      tests.add(
          deleted.stream()
              .map(condition -> condition.sql(alias))
              .collect(Collectors.joining(" and ", "not (", ")")));
    }
    return tests.isEmpty() ? "true" : String.join(" and ", tests);
  }

  private static String isNoMark(Column column, String alias) {
    String name = alias + "." + Sql.quoted(column.name());
    return column.kind() == ColumnKind.BOOLEAN
        ? "not coalesce(" + name + ", false)"
        : name + " is null";
  }

  private static String block(List<Condition> conditions) {
    return conditions.stream()
        .map(Condition::mapping)
        .collect(Collectors.joining(", ", "{ ", " }"));
  }
}
