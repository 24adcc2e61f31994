package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Parts of SQL statements. */
final class Sql {

  private Sql() {}

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String names(List<String> names) {
    return names.stream().map(Sql::quoted).collect(Collectors.joining(", "));
  }

  /** The typed values of the key of that number; different for different numbers. */
  static List<String> keyValues(List<Column> columns, int number) {
    List<String> values = new ArrayList<>();
    int rest = number;
    for (int i = 0; i < columns.size(); i++) {
      ColumnKind kind = columns.get(i).kind();
      boolean last = i == columns.size() - 1;
      values.add(kind.typed(kind.key(last ? rest : rest % kind.radix())));
      rest /= kind.radix();
    }
    return values;
  }

  /** A condition or assignments, one for each column. */
  static String each(List<String> columns, List<String> values, String alias, String separator) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      parts.add(alias + quoted(columns.get(i)) + " = " + values.get(i));
    }
    return String.join(separator, parts);
  }

  static String isKey(Part part, List<String> columns, int number, String alias) {
    return columns.isEmpty()
        ? "true"
        : each(columns, keyValues(part.columns(columns), number), alias, " and ");
  }

  /** The condition that a row is the one of that address. */
  static String is(Shape shape, Ref ref, String alias) {
    Part part = shape.part(ref.part());
    String own = isKey(part, part.own(), ref.key(), alias);
    return part.ownedKey() ? isOwnedBy(part, ref.owner(), alias) + " and " + own : own;
  }

  static String isOwnedBy(Part part, int owner, String alias) {
    return isKey(part, part.owner(), owner, alias);
  }

  static String assignments(Map<String, String> values) {
    return values.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + " = " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  static String assignKey(Part part, List<String> columns, int number) {
    return each(columns, keyValues(part.columns(columns), number), "", ", ");
  }

  static List<String> nulls(List<Column> columns) {
    return columns.stream().map(column -> column.kind().typed("null")).toList();
  }

  static <T> List<T> both(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
