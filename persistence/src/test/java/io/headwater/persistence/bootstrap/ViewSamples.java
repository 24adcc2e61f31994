package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapView.Snapshot;
import io.headwater.core.bootstrap.BootstrapViewWriter;
import io.headwater.core.bootstrap.BootstrapViewWriter.Content;
import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.bootstrap.BootstrapViewWriter.Reached;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Entries and positions for tests of the view. */
final class ViewSamples {

  static final int PARTITIONS = 4;
  static final ResourceType WIDGET = new ResourceType("widget");
  static final ResourceType GADGET = new ResourceType("gadget");

  /** When entries are written, unless it is told. */
  static final Instant NOW = Instant.parse("2026-11-20T09:11:00Z");

  /** How long deletions are kept. */
  static final Duration KEPT = Duration.ofDays(7);

  private ViewSamples() {}

  static Entry put(String id, String value) {
    return entry(id, new Content.State(Bytes.utf8(value)));
  }

  static Entry gone(String id) {
    return entry(id, new Content.Deletion(Bytes.utf8("deleted")));
  }

  static Entry tombstone(String id) {
    return entry(id, new Content.Tombstone());
  }

  private static Entry entry(String id, Content content) {
    return new Entry(Partitions.of(id, PARTITIONS), 0, NOW, id, content);
  }

  /** Applies entries that are the last ones before the positions, with the offsets that follow. */
  static void apply(
      BootstrapViewWriter view, ResourceType type, List<Entry> entries, Map<Integer, Long> next) {
    apply(view, type, entries, next, NOW);
  }

  /** The same, written at that time. */
  static void apply(
      BootstrapViewWriter view,
      ResourceType type,
      List<Entry> entries,
      Map<Integer, Long> next,
      Instant written) {
    apply((placed, reached) -> view.apply(type, placed, reached), entries, next, written);
  }

  /** What takes entries and how far they lead. */
  @FunctionalInterface
  interface Write {
    void apply(List<Entry> entries, Map<Integer, Reached> reached);
  }

  /** The same, wherever it is written to. */
  static void apply(Write write, List<Entry> entries, Map<Integer, Long> next, Instant written) {
    Map<Integer, Long> offsets = new HashMap<>(next);
    List<Entry> placed = new ArrayList<>();
    for (Entry entry : entries.reversed()) {
      long offset = offsets.merge(entry.partition(), -1L, Long::sum);
      placed.addFirst(new Entry(entry.partition(), offset, written, entry.id(), entry.content()));
    }
    Map<Integer, Reached> reached = new HashMap<>();
    next.forEach((partition, offset) -> reached.put(partition, new Reached(offset, written)));
    write.apply(placed, reached);
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
