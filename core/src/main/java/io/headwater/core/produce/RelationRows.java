package io.headwater.core.produce;

import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of a relation's rows count, in which order, and whether they can be rendered. Immutable,
 * thread-safe.
 */
final class RelationRows {

  private final ResourceMapping.Relation relation;
  private final List<String> columns;
  private final List<String> filterColumns;
  private final RowFilter filter;
  private final boolean countsAll;
  private final Optional<Comparator<Value.Obj>> order;

  RelationRows(ResourceMapping.Relation relation) {
    this.relation = relation;
    this.columns = List.copyOf(relation.columns());
    this.filter = relation.filter();
    this.filterColumns = List.copyOf(filter.columns());
    this.countsAll = filter.equals(RowFilter.everyRow());
    this.order = order(relation);
  }

  private static Optional<Comparator<Value.Obj>> order(ResourceMapping.Relation relation) {
    return switch (relation) {
      case ResourceMapping.Root ignored -> Optional.empty();
      case ResourceMapping.One ignored -> Optional.empty();
      case ResourceMapping.Many many -> {
        List<ColumnOrder> orders = new ArrayList<>(many.orderBy());
        many.key().forEach(column -> orders.add(ColumnOrder.ascending(column)));
        yield Optional.of(ValueOrder.byColumns(List.copyOf(orders)));
      }
    };
  }

  /** Whether the row counts; it must have the filter's columns. */
  boolean counts(Value.Obj row) {
    return countsAll || filter.counts(row);
  }

  /** The rows that count, in the relation's order; there must be no fault. */
  Iterable<Value.Obj> counted(Map<String, Value.Obj> rows) {
    if (countsAll && (order.isEmpty() || rows.size() < 2)) {
      return rows.values();
    }
    List<Value.Obj> counted = countsAll ? new ArrayList<>(rows.values()) : filtered(rows.values());
    order.ifPresent(counted::sort);
    return counted;
  }

  private List<Value.Obj> filtered(Collection<Value.Obj> rows) {
    List<Value.Obj> counted = new ArrayList<>(rows.size());
    for (Value.Obj row : rows) {
      if (filter.counts(row)) {
        counted.add(row);
      }
    }
    return counted;
  }

  /**
   * Why the rows cannot be rendered, by row key. Of a row that does not count only the filter's
   * columns matter.
   */
  Optional<String> fault(Map<String, Value.Obj> rows) {
    for (Map.Entry<String, Value.Obj> row : rows.entrySet()) {
      if (!countsAll) {
        Optional<String> unknown = unknownColumn(row, filterColumns);
        if (unknown.isPresent()) {
          return unknown;
        }
        if (!filter.counts(row.getValue())) {
          continue;
        }
      }
      Optional<String> unknown = unknownColumn(row, columns);
      if (unknown.isPresent()) {
        return unknown;
      }
    }
    return switch (relation) {
      case ResourceMapping.Root ignored -> Optional.empty();
      case ResourceMapping.One one -> several(one, rows);
      case ResourceMapping.Many many ->
          many.mapBy().isPresent() ? misnamed(many, many.mapBy().get(), rows) : Optional.empty();
    };
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

  private Optional<String> several(ResourceMapping.One one, Map<String, Value.Obj> rows) {
    if (rows.size() < 2) {
      return Optional.empty();
    }
    Optional<String> first = Optional.empty();
    for (Map.Entry<String, Value.Obj> row : rows.entrySet()) {
      if (counts(row.getValue())) {
        if (first.isPresent()) {
          return Optional.of(
              "rows %s and %s of %s both count as '%s', which takes one; mend: let one row of them count in the source, or embed 'many'"
                  .formatted(first.get(), row.getKey(), one.table(), one.name()));
        }
        first = Optional.of(row.getKey());
      }
    }
    return Optional.empty();
  }

  private Optional<String> misnamed(
      ResourceMapping.Many many, String mapBy, Map<String, Value.Obj> rows) {
    Map<String, String> rowKeys = new HashMap<>();
    for (Map.Entry<String, Value.Obj> row : rows.entrySet()) {
      if (!counts(row.getValue())) {
        continue;
      }
      Value name = row.getValue().require(mapBy);
      if (name.isNull()) {
        return Optional.of(
            "row %s of %s has no %s, which is its name in '%s'; mend: give it a value in the source, or leave the row out by 'where'"
                .formatted(row.getKey(), many.table(), mapBy, many.name()));
      }
      String other = rowKeys.putIfAbsent(FieldValue.text(name), row.getKey());
      if (other != null) {
        return Optional.of(
            "rows %s and %s of %s have the same %s, which is their name in '%s'; mend: give them different values in the source, or leave one out by 'where'"
                .formatted(other, row.getKey(), many.table(), mapBy, many.name()));
      }
    }
    return Optional.empty();
  }
}
