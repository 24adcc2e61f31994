package io.headwater.capture.normalize.raw;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rows as raw records tell them: objects of columns. */
public final class Rows {

  private Rows() {}

  /**
   * The key columns of a row.
   *
   * @throws RefusedRecordException when the row has no value for one of them
   */
  public static Value.Obj key(Collection<String> columns, Value.Obj row) {
    ObjectBuilder key = new ObjectBuilder(columns.size());
    for (String column : columns) {
      Value value = row.members().getOrDefault(column, Value.ofNull());
      if (value.isNull()) {
        throw new RefusedRecordException(
            "the row has no value for a column of its key; compare the configured or told key columns with the row's");
      }
      key.add(column, value);
    }
    return key.build();
  }

  /** The columns of a row that are among those. */
  public static Value.Obj only(Collection<String> columns, Value.Obj row) {
    ObjectBuilder kept = new ObjectBuilder(columns.size());
    for (String column : columns) {
      row.member(column).ifPresent(value -> kept.add(column, value));
    }
    return kept.build();
  }

  /** The columns of a row that are not null. */
  public static Value.Obj known(Value.Obj row) {
    ObjectBuilder known = new ObjectBuilder(row.size());
    for (int i = 0; i < row.size(); i++) {
      if (!row.valueAt(i).isNull()) {
        known.add(row.nameAt(i), row.valueAt(i));
      }
    }
    return known.build();
  }

  /** The row, with null for each of those columns that it does not have. */
  public static Value.Obj filled(Value.Obj row, Collection<String> columns) {
    ObjectBuilder absent = new ObjectBuilder(columns.size());
    for (String column : columns) {
      if (row.member(column).isEmpty()) {
        absent.add(column, Value.ofNull());
      }
    }
    return row.with(absent.build());
  }

  /** The row's own spelling of a column's name, whatever its case; empty when it has none such. */
  public static Optional<String> spelling(String column, Value.Obj row) {
    if (row.member(column).isPresent()) {
      return Optional.of(column);
    }
    List<String> alike =
        row.members().keySet().stream().filter(column::equalsIgnoreCase).limit(2).toList();
    return alike.size() == 1 ? Optional.of(alike.getFirst()) : Optional.empty();
  }

  /** The row when it tells at least one column. */
  public static Optional<Value.Obj> told(Value.Obj row) {
    return row.size() == 0 ? Optional.empty() : Optional.of(row);
  }

  /** An immutable copy of lists by key. */
  public static <K> Map<K, List<String>> copyOf(Map<K, List<String>> lists) {
    return lists.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
  }
}
