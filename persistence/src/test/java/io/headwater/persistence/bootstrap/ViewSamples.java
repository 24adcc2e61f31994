package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapView.Snapshot;
import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Entries and positions for tests of the view. */
final class ViewSamples {

  static final int PARTITIONS = 4;
  static final ResourceType WIDGET = new ResourceType("widget");
  static final ResourceType GADGET = new ResourceType("gadget");

  private ViewSamples() {}

  static Entry put(String id, String value) {
    return new Entry(Partitions.of(id, PARTITIONS), id, Optional.of(Bytes.utf8(value)));
  }

  static Entry gone(String id) {
    return new Entry(Partitions.of(id, PARTITIONS), id, Optional.empty());
  }

  /** A position in the partition of an id. */
  static Map<Integer, Long> next(String id, long offset) {
    return Map.of(Partitions.of(id, PARTITIONS), offset);
  }

  /** Positions in the partitions of two ids; the higher one when they share a partition. */
  static Map<Integer, Long> next(String id, long offset, String other, long otherOffset) {
    Map<Integer, Long> next = new TreeMap<>(next(id, offset));
    next.merge(Partitions.of(other, PARTITIONS), otherOffset, Math::max);
    return next;
  }

  static Map<String, String> drain(Snapshot snapshot) {
    Map<String, String> states = new TreeMap<>();
    snapshot.states().forEachRemaining(state -> states.put(state.id(), state.value().toString()));
    return states;
  }
}
