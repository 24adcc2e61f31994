package io.headwater.core.produce;

import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Snapshot staging in memory. */
public final class InMemorySnapshotStaging implements SnapshotStaging {

  private record Row(String relation, String rowKey) {}

  private static final Comparator<ResourceKey> BY_TYPE_AND_ID =
      Comparator.comparing(ResourceKey::type).thenComparing(key -> key.id().text());
  private static final Comparator<Row> BY_RELATION_AND_KEY =
      Comparator.comparing(Row::relation).thenComparing(Row::rowKey);

  private final SortedMap<ResourceKey, SortedMap<Row, Value.Obj>> staged =
      new TreeMap<>(BY_TYPE_AND_ID);

  @Override
  public void clear() {
    staged.clear();
  }

  @Override
  public void stage(List<RoutedChange> changes) {
    for (RoutedChange routed : changes) {
      SortedMap<Row, Value.Obj> rows =
          staged.computeIfAbsent(routed.resource(), key -> new TreeMap<>(BY_RELATION_AND_KEY));
      Row row = new Row(routed.change().relation(), routed.change().rowKey());
      switch (routed.change()) {
        case RowChange.Put put -> rows.put(row, put.row());
        case RowChange.Merge merge ->
            rows.merge(row, merge.columns(), InMemorySnapshotStaging::overlay);
        case RowChange.Remove ignored -> rows.remove(row);
      }
      if (rows.isEmpty()) {
        staged.remove(routed.resource());
      }
    }
  }

  private static Value.Obj overlay(Value.Obj held, Value.Obj changes) {
    Map<String, Value> merged = new LinkedHashMap<>(held.members());
    merged.putAll(changes.members());
    return new Value.Obj(merged);
  }

  @Override
  public boolean contains(ResourceKey resource) {
    return staged.containsKey(resource);
  }

  @Override
  public Iterator<StagedResource> resources() {
    List<StagedResource> resources = new ArrayList<>();
    staged.forEach(
        (resource, rows) -> {
          List<RowChange> puts = new ArrayList<>();
          rows.forEach(
              (row, value) -> puts.add(new RowChange.Put(row.relation(), row.rowKey(), value)));
          resources.add(new StagedResource(resource, puts));
        });
    return resources.iterator();
  }

  @Override
  public void close() {
    staged.clear();
  }
}
