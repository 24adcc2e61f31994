package io.headwater.app.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that was ever committed to the change log, the state topic and the journal topic.
 *
 * @param changes in the order of offsets
 * @param states in the order of offsets within a partition
 * @param events in the order of offsets within a partition; empty when the journal is not in Kafka
 */
record History(
    List<ChangeEntry> changes, List<StateEntry> states, Optional<List<JournalEvent>> events) {

  History {
    changes = List.copyOf(changes);
    states = List.copyOf(states);
    events = events.map(List::copyOf);
  }

  /** The highest version of each resource. */
  Map<String, Long> versions() {
    Map<String, Long> versions = new HashMap<>();
    for (StateEntry entry : states) {
      entry.value().ifPresent(value -> versions.merge(entry.key(), value.version(), Math::max));
    }
    return versions;
  }

  Map<String, List<StateEntry>> statesByKey() {
    return byKey(states, StateEntry::key);
  }

  Optional<Map<String, List<JournalEvent>>> eventsByKey() {
    return events.map(all -> byKey(all, JournalEvent::key));
  }

  private static <T> Map<String, List<T>> byKey(List<T> all, Function<T, String> key) {
    Map<String, List<T>> grouped = new LinkedHashMap<>();
    for (T one : all) {
      grouped.computeIfAbsent(key.apply(one), first -> new ArrayList<>()).add(one);
    }
    return grouped;
  }
}
