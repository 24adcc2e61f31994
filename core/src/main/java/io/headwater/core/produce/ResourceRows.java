package io.headwater.core.produce;

import io.headwater.core.json.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows that a resource is made of: for each relation of its mapping, its rows by row key.
 *
 * <p>Immutable; {@link #apply} shares what did not change. Embedded rows may be held without a root
 * row, since a child may arrive before its parent.
 *
 * @param relations by relation name, the rows by row key, in the keys' order; a relation without
 *     rows is absent
 */
public record ResourceRows(Map<String, Map<String, Value.Obj>> relations) {

  private static final ResourceRows EMPTY = new ResourceRows(Map.of());

  /** The most changes that are made one by one, each in a copy of its relation. */
  private static final int MAX_SINGLE_CHANGES = 8;

  public ResourceRows {
    relations = Map.copyOf(areSorted(relations) ? relations : sorted(relations));
  }

  private static boolean areSorted(Map<String, Map<String, Value.Obj>> relations) {
    for (Map<String, Value.Obj> rows : relations.values()) {
      if (!(rows instanceof SortedRows)) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Map<String, Value.Obj>> sorted(
      Map<String, Map<String, Value.Obj>> relations) {
    Map<String, Map<String, Value.Obj>> sorted = new HashMap<>(relations);
    sorted.replaceAll((relation, rows) -> SortedRows.copyOf(rows));
    return sorted;
  }

  /** No rows. */
  public static ResourceRows empty() {
    return EMPTY;
  }

  /** The root row, when it is there. */
  public Optional<Value.Obj> root() {
    Map<String, Value.Obj> rows = of(ResourceMapping.ROOT);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.values().iterator().next());
  }

  /** The rows of a relation by row key, in the keys' order. */
  public Map<String, Value.Obj> of(String relation) {
    return relations.getOrDefault(relation, SortedRows.EMPTY);
  }

  /** The rows after these changes, in order. */
  public ResourceRows apply(List<RowChange> changes) {
    Map<String, Map<String, Value.Obj>> next = new HashMap<>(relations);
    if (changes.size() <= MAX_SINGLE_CHANGES) {
      for (RowChange change : changes) {
        SortedRows rows = SortedRows.copyOf(next.getOrDefault(change.relation(), SortedRows.EMPTY));
        next.put(change.relation(), changed(rows, change));
      }
    } else {
      next.putAll(changed(changes));
    }
    next.values().removeIf(Map::isEmpty);
    return new ResourceRows(next);
  }

  private static SortedRows changed(SortedRows rows, RowChange change) {
    return switch (change) {
      case RowChange.Put put -> rows.with(put.rowKey(), put.row());
      case RowChange.Merge merge ->
          rows.with(
              merge.rowKey(),
              rows.getOrDefault(merge.rowKey(), Value.Obj.empty()).with(merge.columns()));
      case RowChange.Remove remove -> rows.without(remove.rowKey());
      case RowChange.Clear ignored -> SortedRows.EMPTY;
    };
  }

  /** The relations that change, each copied once. */
  private Map<String, Map<String, Value.Obj>> changed(List<RowChange> changes) {
    Map<String, Map<String, Value.Obj>> copies = new HashMap<>();
    for (RowChange change : changes) {
      Map<String, Value.Obj> rows =
          copies.computeIfAbsent(change.relation(), relation -> new TreeMap<>(of(relation)));
      switch (change) {
        case RowChange.Put put -> rows.put(put.rowKey(), put.row());
        case RowChange.Merge merge -> rows.merge(merge.rowKey(), merge.columns(), Value.Obj::with);
        case RowChange.Remove remove -> rows.remove(remove.rowKey());
        case RowChange.Clear ignored -> rows.clear();
      }
    }
    return copies;
  }
}
