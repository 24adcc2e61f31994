package io.headwater.core.produce;

import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a source transaction, or a part of it, does to resources, gathered in change-log order.
 *
 * <p>A truncation concerns every resource of a type: those gathered before it and after it here,
 * all others as a {@link ProduceStep.Clearing} at the end. Not thread-safe.
 */
final class GatheredChanges {

  private final Map<ResourceKey, List<RowChange>> resources = new LinkedHashMap<>();
  private final Map<ResourceType, Set<String>> cleared = new LinkedHashMap<>();
  private int records;
  private long characters;

  /** Counts one more record of the change log. */
  void count() {
    records++;
  }

  /** The number of records gathered since the last end. */
  int records() {
    return records;
  }

  /**
   * The characters in all values that were added since the last end, those that a truncation took
   * back included. Removals count nothing: they may be there in one reading of the log only.
   */
  long characters() {
    return characters;
  }

  void add(RoutedChange routed) {
    characters += routed.change().characters();
    resources
        .computeIfAbsent(routed.resource(), resource -> clearings(resource.type()))
        .add(routed.change());
  }

  /** All rows that resources of the type hold of the relation up to here are gone. */
  void clear(ResourceType type, String relation) {
    cleared.computeIfAbsent(type, absent -> new LinkedHashSet<>()).add(relation);
    resources.forEach(
        (resource, rows) -> {
          if (resource.type().equals(type)) {
            rows.removeIf(change -> change.relation().equals(relation));
            rows.add(new RowChange.Clear(relation));
          }
        });
  }

  /** Hands on what is gathered, and begins anew. */
  ProduceStep.Part end(ChangeLogOffset at, Provenance provenance, boolean partial) {
    List<CommandLedger.Assignment> assignments = new ArrayList<>(resources.size());
    resources.forEach(
        (resource, rows) ->
            assignments.add(
                new CommandLedger.Assignment(
                    resource, new ResourceChange(at, provenance, partial, rows))));
    List<ProduceStep.Clearing> clearings = new ArrayList<>();
    for (ResourceType type : cleared.keySet()) {
      clearings.add(
          new ProduceStep.Clearing(
              type, new ResourceChange(at, provenance, partial, clearings(type))));
    }
    resources.clear();
    cleared.clear();
    records = 0;
    characters = 0;
    return new ProduceStep.Part(assignments, clearings);
  }

  private List<RowChange> clearings(ResourceType type) {
    List<RowChange> clearings = new ArrayList<>();
    for (String relation : cleared.getOrDefault(type, Set.of())) {
      clearings.add(new RowChange.Clear(relation));
    }
    return clearings;
  }
}
