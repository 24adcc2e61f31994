package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapView.ChangeLimits;
import io.headwater.core.bootstrap.BootstrapView.StoredState;
import io.headwater.core.bootstrap.BootstrapViewWriter.Content;
import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.bootstrap.BootstrapViewWriter.Reached;
import io.headwater.core.bootstrap.ChangeBatch;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.UnsafePositionsException;
import io.headwater.core.bootstrap.UnsafePositionsException.Reason;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
import io.headwater.persistence.bootstrap.ViewHead.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/**
 * The states of one resource type of one epoch; thread-safe as long as the database is open.
 *
 * <p>The column family's handle is closed when the type and the last snapshot of it have let it go,
 * so that a snapshot outlives a change of epoch.
 */
final class TypeStates {

  private static final byte[] HEAD_KEY = ViewKeys.head();

  private final ViewDatabase database;
  private final ResourceType type;
  private final ColumnFamilyHandle family;
  private final int partitions;
  private final AtomicInteger holders = new AtomicInteger(1);
  private volatile Optional<ViewHead> head;
  private long prunedBefore;

  TypeStates(ViewDatabase database, ResourceType type, ColumnFamilyHandle family, int partitions) {
    this.database = database;
    this.type = type;
    this.family = family;
    this.partitions = partitions;
    this.head = Optional.empty();
  }

  /** Reads what the states belong to; to be called once, before anything else. */
  void load() {
    head = head(database.options().reads());
  }

  /** Begins an epoch in a type that is empty. */
  void begin(String epoch) {
    ViewHead initial = ViewHead.initial(epoch);
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(family, HEAD_KEY, initial.encoded());
      rocks().write(database.options().writes(), batch);
    } catch (RocksDBException e) {
      throw database.directory().failure("beginning an epoch of " + type, e);
    }
    head = Optional.of(initial);
  }

  ResourceType type() {
    return type;
  }

  ColumnFamilyHandle family() {
    return family;
  }

  int partitions() {
    return partitions;
  }

  ViewDatabase database() {
    return database;
  }

  /** What the newest states belong to; empty when the type was never opened for writing. */
  Optional<ViewHead> head() {
    return head;
  }

  /** What the states of a snapshot belong to. */
  Optional<ViewHead> head(Snapshot snapshot) {
    try (ReadOptions reads = ViewOptions.pick(snapshot)) {
      return head(reads);
    }
  }

  private Optional<ViewHead> head(ReadOptions reads) {
    try {
      return Optional.ofNullable(rocks().get(family, reads, HEAD_KEY)).map(ViewHead::decoded);
    } catch (RocksDBException e) {
      throw database.directory().failure("reading the positions of " + type, e);
    }
  }

  Optional<Bytes> state(String id) {
    try {
      return stored(id, database.options().reads()).map(ViewRows::value);
    } catch (RocksDBException e) {
      throw database.directory().failure("reading a state of " + type, e);
    }
  }

  /** The value of a state that a change of the same snapshot says is there. */
  Bytes value(String id, ReadOptions reads) throws RocksDBException {
    return stored(id, reads)
        .map(ViewRows::value)
        .orElseThrow(
            () ->
                new RocksDBException(
                    "a change has no state",
                    new Status(Status.Code.Corruption, Status.SubCode.None, "")));
  }

  private Optional<byte[]> stored(String id, ReadOptions reads) throws RocksDBException {
    return Optional.ofNullable(
        rocks().get(family, reads, ViewKeys.of(Partitions.of(id, partitions), id)));
  }

  List<StoredState> page(Optional<String> after, int limit) {
    try (MergedPage page = new MergedPage(this)) {
      return page.read(after, limit);
    }
  }

  /** What changed behind positions. */
  ChangeBatch changes(StreamPositions since, ChangeLimits limits) {
    ViewHead now = requireSafe(since, head);
    boolean isBehind =
        since.next().entrySet().stream()
            .anyMatch(from -> from.getValue() < now.place(from.getKey()).next());
    if (!isBehind) {
      return new ChangeBatch(List.of(), since, true, ChangeScan.isAhead(since, now));
    }
    try (ChangeScan scan = new ChangeScan(this, limits)) {
      return scan.read(since);
    }
  }

  /** Refuses positions behind which a deletion may have been forgotten. */
  void requireSafe(StreamPositions since) {
    requireSafe(since, head);
  }

  /**
   * Refuses positions behind which a deletion may have been forgotten, or may be older than a time
   * (milliseconds).
   */
  void requireYoung(StreamPositions since, long oldest) {
    // Of one moment: between a look at the deletions and one at the head some may be forgotten.
    Snapshot snapshot = rocks().getSnapshot();
    try {
      ViewHead now = requireSafe(since, head(snapshot));
      since
          .next()
          .forEach(
              (partition, from) -> {
                // Of what was not read yet, only that it is younger than that is known.
                long first =
                    Math.min(now.place(partition).asOf(), firstGrave(partition, from, snapshot));
                if (first < oldest) {
                  throw new UnsafePositionsException(
                      Reason.EXPIRED,
                      "a deletion behind offset %d of partition %d may be gone from the topic"
                          .formatted(from, partition));
                }
              });
    } finally {
      rocks().releaseSnapshot(snapshot);
    }
  }

  /** When the first deletion from an offset on was written. */
  private long firstGrave(int partition, long from, Snapshot snapshot) {
    try (Slice end = new Slice(ViewKeys.grave(partition, Long.MAX_VALUE));
        ReadOptions graves = ViewOptions.pick(snapshot).setIterateUpperBound(end);
        RocksIterator iterator = rocks().newIterator(family, graves)) {
      iterator.seek(ViewKeys.grave(partition, from));
      if (iterator.isValid()) {
        return ViewRows.timestamp(iterator.value());
      }
      iterator.status();
      return Long.MAX_VALUE;
    } catch (RocksDBException e) {
      throw database.directory().failure("reading deletions of " + type, e);
    }
  }

  /** Refuses positions that are not safe in a state of the view, and gives its head. */
  ViewHead requireSafe(StreamPositions since, Optional<ViewHead> head) {
    ViewHead now =
        head.orElseThrow(
            () ->
                new UnsafePositionsException(
                    Reason.OTHER_EPOCH, "nothing was read of the topic of " + type + " yet"));
    if (!since.epoch().equals(now.epoch())) {
      throw new UnsafePositionsException(
          Reason.OTHER_EPOCH, "the state topic of " + type + " was made anew since");
    }
    since
        .next()
        .forEach(
            (partition, from) -> {
              if (partition >= partitions) {
                throw new UnsafePositionsException(
                    Reason.UNKNOWN_PARTITION,
                    "the state topic of %s has no partition %d".formatted(type, partition));
              }
              if (from < now.place(partition).safe()) {
                throw new UnsafePositionsException(
                    Reason.EXPIRED,
                    "deletions behind offset %d of partition %d are not known any more; those from %d on are"
                        .formatted(from, partition, now.place(partition).safe()));
              }
            });
    return now;
  }

  /** Whether deletions behind where the type stands may be gone from the topic. */
  boolean isLost(Horizon horizon) {
    return head.stream()
        .flatMap(known -> known.reached().values().stream())
        .anyMatch(horizon::isLost);
  }

  /**
   * Applies records, in order, and where they lead to in one write.
   *
   * @param pruning which deletions are forgotten
   */
  synchronized void apply(
      List<Entry> entries, Map<Integer, Reached> reached, Horizon horizon, Pruning pruning) {
    ViewHead before =
        head.orElseThrow(
            () -> new IllegalStateException("the type " + type + " is not open for writing"));
    Map<Integer, List<Entry>> byPartition = new HashMap<>();
    Map<String, Entry> newest = new LinkedHashMap<>();
    for (Entry entry : entries) {
      requirePlace(entry, reached);
      byPartition.computeIfAbsent(entry.partition(), unused -> new ArrayList<>()).add(entry);
      newest.merge(entry.id(), entry, TypeStates::newer);
    }
    SortedMap<Integer, Place> places = new TreeMap<>(before.reached());
    reached.forEach(
        (partition, place) -> {
          requireForward(partition, before.place(partition), place);
          places.put(
              partition,
              horizon.advance(
                  before.place(partition), byPartition.getOrDefault(partition, List.of()), place));
        });
    try (StateWrite write = new StateWrite(this, before.count())) {
      boolean isDue = pruning.isDue(prunedBefore);
      SortedMap<Integer, Place> after = isDue ? write.prune(places, pruning) : places;
      for (Entry entry : newest.values()) {
        write.put(entry);
      }
      head = Optional.of(write.commit(before.epoch(), after));
      prunedBefore = isDue ? pruning.oldest() : prunedBefore;
    } catch (RocksDBException e) {
      throw database.directory().failure("writing states of " + type, e);
    }
  }

  /** The tombstone behind a deletion says less than the deletion. */
  private static Entry newer(Entry before, Entry after) {
    return before.content() instanceof Content.Deletion
            && after.content() instanceof Content.Tombstone
        ? before
        : after;
  }

  private void requireForward(int partition, Place stands, Reached next) {
    if (next.next() < stands.next()) {
      throw new IllegalArgumentException(
          "partition %d of the state topic of %s is at %d in the view and cannot go back to %d; mend: if the topic lost records, stop the node and remove the directory %s"
              .formatted(partition, type, stands.next(), next.next(), database.directory().path()));
    }
  }

  private void requirePlace(Entry entry, Map<Integer, Reached> reached) {
    int expected = Partitions.of(entry.id(), partitions);
    if (entry.partition() != expected) {
      throw new IllegalArgumentException(
          "the record at offset %d in partition %d of the state topic of %s belongs in partition %d of %d; mend: let only Headwater write the topic, and configure the number of partitions it has"
              .formatted(entry.offset(), entry.partition(), type, expected, partitions));
    }
    if (!reached.containsKey(entry.partition())) {
      throw new IllegalArgumentException(
          "records of partition %d of the state topic of %s come without a position"
              .formatted(entry.partition(), type));
    }
  }

  /** Keeps the column family's handle open until {@link #release}. */
  void retain() {
    holders.incrementAndGet();
  }

  void release() {
    if (holders.decrementAndGet() == 0) {
      family.close();
    }
  }

  /** Deletes the type's states; snapshots of them can still be read. */
  void drop() {
    try {
      rocks().dropColumnFamily(family);
    } catch (RocksDBException e) {
      throw database.directory().failure("emptying the type " + type, e);
    } finally {
      release();
    }
  }

  private RocksDB rocks() {
    return database.rocks();
  }
}
