package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapView.StoredState;
import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
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
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;

/**
 * The states of one resource type of one epoch; thread-safe as long as the database is open.
 *
 * <p>The column family's handle is closed when the type and the last snapshot of it have let it go,
 * so that a snapshot outlives a change of epoch.
 */
final class TypeStates {

  private static final byte[] HEAD_KEY = ViewKeys.head();
  private static final byte[] NO_ROOM = new byte[0];

  private final ViewDatabase database;
  private final ResourceType type;
  private final ColumnFamilyHandle family;
  private final int partitions;
  private final AtomicInteger holders = new AtomicInteger(1);
  private volatile Optional<ViewHead> head;

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
    byte[] key = ViewKeys.of(Partitions.of(id, partitions), id);
    try {
      return Optional.ofNullable(rocks().get(family, database.options().reads(), key))
          .map(Bytes::of);
    } catch (RocksDBException e) {
      throw database.directory().failure("reading a state of " + type, e);
    }
  }

  List<StoredState> page(Optional<String> after, int limit) {
    try (MergedPage page = new MergedPage(this)) {
      return page.read(after, limit);
    }
  }

  /** Applies records, in order, and the positions behind them in one write. */
  synchronized void apply(List<Entry> entries, Map<Integer, Long> next) {
    ViewHead before =
        head.orElseThrow(
            () -> new IllegalStateException("the type " + type + " is not open for writing"));
    SortedMap<Integer, Long> positions = new TreeMap<>(before.positions().next());
    next.forEach((partition, offset) -> advance(positions, partition, offset));
    Map<String, Entry> newest = new LinkedHashMap<>();
    for (Entry entry : entries) {
      requirePlace(entry, next);
      newest.put(entry.id(), entry);
    }
    if (!newest.isEmpty() || !positions.equals(before.positions().next())) {
      write(before, positions, newest);
    }
  }

  private void advance(SortedMap<Integer, Long> positions, int partition, long offset) {
    long stands = positions.getOrDefault(partition, 0L);
    if (offset < stands) {
      throw new IllegalArgumentException(
          "partition %d of the state topic of %s is at %d in the view and cannot go back to %d; mend: if the topic lost records, stop the node and remove the directory %s"
              .formatted(partition, type, stands, offset, database.directory().path()));
    }
    positions.put(partition, offset);
  }

  private void write(ViewHead before, SortedMap<Integer, Long> next, Map<String, Entry> newest) {
    try (WriteBatch batch = new WriteBatch()) {
      long count = before.count();
      for (Entry entry : newest.values()) {
        count += add(batch, entry);
      }
      ViewHead after = new ViewHead(new StreamPositions(before.positions().epoch(), next), count);
      batch.put(family, HEAD_KEY, after.encoded());
      rocks().write(database.options().writes(), batch);
      head = Optional.of(after);
    } catch (RocksDBException e) {
      throw database.directory().failure("writing states of " + type, e);
    }
  }

  // Returns by how much the count changes, which only a look at what is stored can tell.
  private int add(WriteBatch batch, Entry entry) throws RocksDBException {
    byte[] key = ViewKeys.of(entry.partition(), entry.id());
    boolean wasThere =
        rocks().get(family, database.options().reads(), key, NO_ROOM) != RocksDB.NOT_FOUND;
    if (entry.value().isPresent()) {
      batch.put(family, key, entry.value().get().array());
      return wasThere ? 0 : 1;
    }
    if (wasThere) {
      batch.delete(family, key);
      return -1;
    }
    return 0;
  }

  private void requirePlace(Entry entry, Map<Integer, Long> next) {
    int expected = Partitions.of(entry.id(), partitions);
    if (entry.partition() != expected) {
      throw new IllegalArgumentException(
          "a record in partition %d of the state topic of %s, before offset %d, belongs in partition %d of %d; mend: let only Headwater write the topic, and configure the number of partitions it has"
              .formatted(
                  entry.partition(), type, next.get(entry.partition()), expected, partitions));
    }
    if (!next.containsKey(entry.partition())) {
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
