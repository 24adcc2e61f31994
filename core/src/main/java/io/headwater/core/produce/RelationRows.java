package io.headwater.core.produce;

import io.headwater.core.json.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which of a relation's rows count, and whether they are known. Immutable, thread-safe. */
final class RelationRows {

  private final ResourceMapping.Relation relation;
  private final List<String> columns;
  private final List<String> filterColumns;
  private final RowFilter filter;
  private final boolean countsAll;

  RelationRows(ResourceMapping.Relation relation) {
    this.relation = relation;
    this.columns = List.copyOf(relation.columns());
    this.filter = relation.filter();
    this.filterColumns = List.copyOf(filter.columns());
    this.countsAll = filter.equals(RowFilter.everyRow());
  }

  /** Whether the row counts; it must have the filter's columns. */
  boolean counts(Value.Obj row) {
    return countsAll || filter.counts(row);
  }

  /**
   * Why the rows cannot be rendered, by row key: a column is not known. Of a row that does not
   * count only the filter's columns matter.
   */
  Optional<String> unknown(Iterable<Map.Entry<String, Value.Obj>> rows) {
    for (Map.Entry<String, Value.Obj> row : rows) {
      Optional<String> unknown = unknown(row);
      if (unknown.isPresent()) {
        return unknown;
      }
    }
    return Optional.empty();
  }

  private Optional<String> unknown(Map.Entry<String, Value.Obj> row) {
    if (!countsAll) {
      Optional<String> unknown = unknownColumn(row, filterColumns);
      if (unknown.isPresent() || !filter.counts(row.getValue())) {
        return unknown;
      }
    }
    return unknownColumn(row, columns);
  }

  private Optional<String> unknownColumn(Map.Entry<String, Value.Obj> row, List<String> needed) {
    Map<String, Value> members = row.getValue().members();
    for (String column : needed) {
      if (!members.containsKey(column)) {
        return Optional.of(
            "the value of column %s in row %s of %s is not known: the source's log did not carry it; mend: take a new snapshot of the table"
                .formatted(column, row.getKey(), relation.table()));
      }
    }
    return Optional.empty();
  }
}
