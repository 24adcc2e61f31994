package io.headwater.core.produce;

import io.headwater.core.json.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which rows of a relation count.
 *
 * <p>A row that does not count is held all the same and only left out of the document, so that it
 * is there whole when it comes to count.
 */
public sealed interface RowFilter {

  /** Every row counts. */
  enum EveryRow implements RowFilter {
    EVERY_ROW
  }

  /** The column equals one of the literals; numbers compare by amount, so 1 equals 1.0. */
  record OneOf(String column, List<Value> literals) implements RowFilter {
    public OneOf {
      literals = List.copyOf(literals);
    }
  }

  /** The column is neither null nor false. */
  record Marked(String column) implements RowFilter {}

  /** All parts count the row. */
  record AllOf(List<RowFilter> parts) implements RowFilter {
    public AllOf {
      parts = List.copyOf(parts);
    }
  }

  /** The other filter does not count the row. */
  record Not(RowFilter filter) implements RowFilter {}

  /** The filter that counts every row. */
  static RowFilter everyRow() {
    return EveryRow.EVERY_ROW;
  }

  /** Whether the row counts; it must have the filter's columns. */
  default boolean counts(Value.Obj row) {
    return switch (this) {
      case EveryRow ignored -> true;
      case OneOf oneOf -> isOneOf(row.require(oneOf.column()), oneOf.literals());
      case Marked marked -> isMark(row.require(marked.column()));
      case AllOf all -> {
        for (RowFilter part : all.parts()) {
          if (!part.counts(row)) {
            yield false;
          }
        }
        yield true;
      }
      case Not not -> !not.filter().counts(row);
    };
  }

  /** The columns that the filter needs, in the order it names them. */
  default Set<String> columns() {
    Set<String> columns = new LinkedHashSet<>();
    switch (this) {
      case EveryRow ignored -> {}
      case OneOf oneOf -> columns.add(oneOf.column());
      case Marked marked -> columns.add(marked.column());
      case AllOf all -> all.parts().forEach(part -> columns.addAll(part.columns()));
      case Not not -> columns.addAll(not.filter().columns());
    }
    return columns;
  }

  private static boolean isOneOf(Value value, List<Value> literals) {
    for (Value literal : literals) {
      if (value.isSameAs(literal)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMark(Value value) {
    return !value.isNull() && !(value instanceof Value.Bool bool && !bool.value());
  }
}
