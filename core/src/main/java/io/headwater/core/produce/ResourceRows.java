package io.headwater.core.produce;

import io.headwater.core.json.Value;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows that a resource is made of: for each relation of its mapping, its rows by row key.
 *
 * <p>Immutable; {@link #apply} shares what did not change. Embedded rows may be held without a root
 * row, since a child may arrive before its parent.
 *
 * @param relations by relation name, the rows by row key; a relation without rows is absent
 */
public record ResourceRows(Map<String, SortedMap<String, Value.Obj>> relations) {

  private static final ResourceRows EMPTY = new ResourceRows(Map.of());

  public ResourceRows {
    relations = Map.copyOf(relations);
  }

  /** No rows. */
  public static ResourceRows empty() {
    return EMPTY;
  }

  /** The root row, when it is there. */
  public Optional<Value.Obj> root() {
    SortedMap<String, Value.Obj> rows = of(ResourceMapping.ROOT);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.firstEntry().getValue());
  }

  /** The rows of a relation by row key. */
  public SortedMap<String, Value.Obj> of(String relation) {
    return relations.getOrDefault(relation, Collections.emptySortedMap());
  }

  /** The rows after these changes, in order. */
  public ResourceRows apply(List<RowChange> changes) {
    Map<String, SortedMap<String, Value.Obj>> next = new HashMap<>(relations);
    Map<String, SortedMap<String, Value.Obj>> copies = new HashMap<>();
    for (RowChange change : changes) {
      switch (change) {
        case RowChange.Clear clear -> copies.put(clear.relation(), new TreeMap<>());
        case RowChange.OfRow ofRow ->
            apply(
                copies.computeIfAbsent(ofRow.relation(), relation -> new TreeMap<>(of(relation))),
                ofRow);
      }
    }
    next.putAll(copies);
    next.values().removeIf(Map::isEmpty);
    return new ResourceRows(next);
  }

  private static void apply(SortedMap<String, Value.Obj> rows, RowChange.OfRow change) {
    switch (change) {
      case RowChange.Put put -> rows.put(put.rowKey(), put.row());
      case RowChange.Merge merge ->
          rows.merge(merge.rowKey(), merge.columns(), ResourceRows::overlay);
      case RowChange.Remove remove -> rows.remove(remove.rowKey());
    }
  }

  private static Value.Obj overlay(Value.Obj held, Value.Obj changes) {
    Map<String, Value> merged = new LinkedHashMap<>(held.members());
    merged.putAll(changes.members());
    return new Value.Obj(merged);
  }
}
