package io.headwater.core.produce;

import io.headwater.core.json.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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

  /** The size of all rows with their keys, see {@link Value#characters()}; quick to tell. */
  public long characters() {
    long sum = 0;
    for (Map<String, Value.Obj> rows : relations.values()) {
      sum += SortedRows.copyOf(rows).characters();
    }
    return sum;
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
  private Map<String, SortedRows> changed(List<RowChange> changes) {
    Map<String, Copy> copies = new HashMap<>();
    for (RowChange change : changes) {
      copies
          .computeIfAbsent(change.relation(), relation -> new Copy(SortedRows.copyOf(of(relation))))
          .apply(change);
    }
    Map<String, SortedRows> changed = new HashMap<>();
    copies.forEach((relation, copy) -> changed.put(relation, copy.sorted()));
    return changed;
  }

  /** The rows of a relation while they change; their size is not taken anew. */
  private static final class Copy {

    private final TreeMap<String, Value.Obj> rows;
    private long characters;

    private Copy(SortedRows rows) {
      this.rows = new TreeMap<>(rows);
      this.characters = rows.characters();
    }

    private void apply(RowChange change) {
      switch (change) {
        case RowChange.Put put -> put(put.rowKey(), put.row());
        case RowChange.Merge merge ->
            put(
                merge.rowKey(),
                rows.getOrDefault(merge.rowKey(), Value.Obj.empty()).with(merge.columns()));
        case RowChange.Remove remove -> count(remove.rowKey(), rows.remove(remove.rowKey()), -1);
        case RowChange.Clear ignored -> {
          rows.clear();
          characters = 0;
        }
      }
    }

    private void put(String key, Value.Obj row) {
      count(key, rows.put(key, row), -1);
      count(key, row, 1);
    }

    private void count(String key, Value.@Nullable Obj row, int sign) {
      if (row != null) {
        characters += sign * SortedRows.characters(key, row);
      }
    }

    private SortedRows sorted() {
      return SortedRows.of(rows, characters);
    }
  }
}
