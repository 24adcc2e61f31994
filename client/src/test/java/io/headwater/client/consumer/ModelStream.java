package io.headwater.client.consumer;

import io.headwater.client.bootstrap.JsonBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A state topic that is compacted, and everything it ever said. */
final class ModelStream {

  static final Duration TOMBSTONES = Duration.ofMinutes(10);

  /**
   * One record; kind is how it is told: with a state, as a delete, or as the tombstone after it.
   */
  record Entry(long offset, String key, long version, Kind kind, Instant at) {
    StateChange change() {
      return switch (kind) {
        case UPSERT -> new StateChange.Upsert(key, version, value(key, version));
        case DELETE -> new StateChange.Delete(key, OptionalLong.of(version));
        case TOMBSTONE -> new StateChange.Delete(key, OptionalLong.empty());
      };
    }

    boolean isDeletion() {
      return kind != Kind.UPSERT;
    }
  }

  enum Kind {
    UPSERT,
    DELETE,
    TOMBSTONE
  }

  final int partitions;
  private final ManualTime time;
  private final Map<String, Long> versions = new HashMap<>();
  private final Map<Integer, List<Entry>> history = new HashMap<>();
  private final Map<Integer, Set<Long>> compacted = new HashMap<>();
  private final Map<String, Lease> leases = new HashMap<>();
  private int incarnation;
  private String name = "";

  /** Deletions from there on are known until then, over HTTP. */
  record Lease(SortedMap<Integer, Long> from, Instant until) {}

  ModelStream(int partitions, ManualTime time) {
    this.partitions = partitions;
    this.time = time;
    for (int partition = 0; partition < partitions; partition++) {
      history.put(partition, new ArrayList<>());
      compacted.put(partition, new HashSet<>());
    }
  }

  static JsonBytes value(String key, long version) {
    return JsonBytes.of(
        "{\"type\":\"widget\",\"operation\":\"update\",\"id\":\"%s\",\"version\":%d,\"resource\":{}}"
            .formatted(key, version));
  }

  String epoch() {
    return name.isEmpty() ? "e" + incarnation : name;
  }

  /** A real topic stands behind it, of that epoch. */
  void named(String epoch) {
    name = epoch;
  }

  int partition(String key) {
    return Math.floorMod(key.hashCode(), partitions);
  }

  void upsert(String key) {
    append(key, versions.merge(key, 1L, Long::sum), Kind.UPSERT);
  }

  void delete(String key) {
    append(key, versions.merge(key, 1L, Long::sum), Kind.DELETE);
    append(key, versions.getOrDefault(key, 0L), Kind.TOMBSTONE);
  }

  long end(int partition) {
    return entries(partition).size();
  }

  /** What is alive before that offset. */
  TreeMap<String, Long> states(int partition, long position) {
    TreeMap<String, Long> states = new TreeMap<>(Keys::compare);
    for (Entry entry : entries(partition).subList(0, (int) position)) {
      if (entry.isDeletion()) {
        states.remove(entry.key());
      } else {
        states.put(entry.key(), entry.version());
      }
    }
    return states;
  }

  Map<String, Long> states() {
    Map<String, Long> all = new TreeMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.putAll(states(partition, end(partition)));
    }
    return all;
  }

  /** What is left of the records from that offset on. */
  List<Entry> read(int partition, long from, int limit) {
    return entries(partition).stream()
        .skip(from)
        .filter(entry -> !removed(partition).contains(entry.offset()))
        .limit(limit)
        .toList();
  }

  /** The newest entry of each resource, when it is between those offsets and still known. */
  List<Entry> changes(int partition, long from, long to) {
    Map<String, Entry> newest = new HashMap<>();
    entries(partition).subList(0, (int) to).forEach(entry -> newest.put(entry.key(), entry));
    return newest.values().stream()
        .filter(
            entry ->
                entry.offset() >= from && !(entry.isDeletion() && isForgotten(partition, entry)))
        .sorted((one, other) -> Long.compare(one.offset(), other.offset()))
        .toList();
  }

  /** Whether every deletion from there on is in the topic itself. */
  boolean isSafe(int partition, long next) {
    return entries(partition).stream()
        .skip(next)
        .noneMatch(entry -> entry.isDeletion() && isOld(entry));
  }

  /** Whether every deletion from there on is known to the views. */
  boolean isSafeOverHttp(int partition, long next) {
    return entries(partition).stream()
        .skip(next)
        .noneMatch(entry -> entry.isDeletion() && isForgotten(partition, entry));
  }

  void hold(String lease, SortedMap<Integer, Long> from, Duration lasts) {
    leases.put(lease, new Lease(from, time.instant().plus(lasts)));
  }

  Optional<Lease> lease(String id) {
    return Optional.ofNullable(leases.get(id)).filter(this::isHeld);
  }

  void release(String lease) {
    leases.remove(lease);
  }

  int leases() {
    return (int) leases.values().stream().filter(this::isHeld).count();
  }

  /** Takes away what a newer record or its age makes superfluous. */
  void compact() {
    for (int partition = 0; partition < partitions; partition++) {
      Map<String, Long> newest = new HashMap<>();
      entries(partition).forEach(entry -> newest.put(entry.key(), entry.offset()));
      for (Entry entry : entries(partition)) {
        boolean isNewest = newest.getOrDefault(entry.key(), 0L) == entry.offset();
        if (!isNewest || (entry.isDeletion() && isOld(entry))) {
          removed(partition).add(entry.offset());
        }
      }
    }
  }

  /** The topic is made anew from what is alive. */
  void remake() {
    Map<String, Long> alive = states();
    incarnation++;
    leases.clear();
    history.values().forEach(List::clear);
    compacted.values().forEach(Set::clear);
    alive.forEach((key, version) -> append(key, version, Kind.UPSERT));
  }

  private boolean isForgotten(int partition, Entry entry) {
    return isOld(entry)
        && leases.values().stream()
            .noneMatch(
                lease ->
                    isHeld(lease)
                        && lease.from().getOrDefault(partition, Long.MAX_VALUE) <= entry.offset());
  }

  private boolean isHeld(Lease lease) {
    return lease.until().isAfter(time.instant());
  }

  private boolean isOld(Entry entry) {
    return entry.at().plus(TOMBSTONES).isBefore(time.instant());
  }

  private void append(String key, long version, Kind kind) {
    int partition = partition(key);
    entries(partition).add(new Entry(end(partition), key, version, kind, time.instant()));
  }

  private List<Entry> entries(int partition) {
    return history.getOrDefault(partition, List.of());
  }

  private Set<Long> removed(int partition) {
    return compacted.getOrDefault(partition, Set.of());
  }
}
