package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapView.ChangeLimits;
import io.headwater.core.bootstrap.ChangeBatch;
import io.headwater.core.bootstrap.ChangeBatch.Change;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.persistence.bootstrap.ViewRows.StoredChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** Reads what changed behind positions, as of one moment. */
final class ChangeScan implements AutoCloseable {

  /** The golden ratio in 64 bits. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private final TypeStates states;
  private final ChangeLimits limits;
  private final Snapshot snapshot;
  private final ReadOptions reads;
  private final List<Change> changes = new ArrayList<>();
  private long bytes;

  ChangeScan(TypeStates states, ChangeLimits limits) {
    this.states = states;
    this.limits = limits;
    this.snapshot = states.database().rocks().getSnapshot();
    this.reads = ViewOptions.pick(snapshot);
  }

  /** Refuses positions that are not safe in what is read, whatever the newest head says. */
  ChangeBatch read(StreamPositions since) {
    ViewHead head = states.requireSafe(since, states.head(snapshot));
    SortedMap<Integer, Long> behind = new TreeMap<>();
    since
        .next()
        .forEach(
            (partition, from) -> {
              if (from < head.place(partition).next()) {
                behind.put(partition, from);
              }
            });
    boolean isAhead = isAhead(since, head);
    SortedMap<Integer, Long> next = new TreeMap<>(since.next());
    try {
      int left = behind.size();
      boolean isLast = true;
      for (int partition : order(since, behind)) {
        long from = behind.getOrDefault(partition, 0L);
        long end = head.place(partition).next();
        long reached = isFull() ? from : read(partition, from, end, share(left));
        left--;
        next.put(partition, reached);
        isLast &= reached == end;
      }
      return new ChangeBatch(changes, new StreamPositions(since.epoch(), next), isLast, isAhead);
    } catch (RocksDBException e) {
      throw states.database().directory().failure("reading changes of " + states.type(), e);
    }
  }

  static boolean isAhead(StreamPositions since, ViewHead head) {
    return since.next().entrySet().stream()
        .anyMatch(from -> from.getValue() > head.place(from.getKey()).next());
  }

  // Begins somewhere else after each batch: one that is too small for all of them must not always
  // leave out the same. As it follows from the positions, those who ask for the same get the same.
  private static List<Integer> order(StreamPositions since, SortedMap<Integer, Long> behind) {
    List<Integer> order = new ArrayList<>(behind.keySet());
    long sum = since.next().values().stream().mapToLong(Long::longValue).sum();
    // Spread, as the sum may well grow by the number of partitions with each batch.
    int first = Math.floorMod(Long.hashCode(sum * SPREAD), Math.max(1, order.size()));
    Collections.rotate(order, -first);
    return order;
  }

  // For each partition that is left, so that a busy one does not hold up those behind it.
  private ChangeLimits share(int left) {
    return new ChangeLimits(
        Math.max(1, (limits.changes() - changes.size()) / left),
        Math.max(1, Math.toIntExact((limits.bytes() - bytes) / left)));
  }

  private boolean isFull() {
    return changes.size() >= limits.changes() || bytes >= limits.bytes();
  }

  // Returns the next offset to look at.
  private long read(int partition, long from, long end, ChangeLimits share)
      throws RocksDBException {
    int most = changes.size() + share.changes();
    long mostBytes = bytes + share.bytes();
    try (Slice limit = new Slice(ViewKeys.change(partition, end));
        ReadOptions range =
            new ReadOptions()
                .setVerifyChecksums(true)
                .setSnapshot(snapshot)
                .setIterateUpperBound(limit);
        RocksIterator iterator = states.database().rocks().newIterator(states.family(), range)) {
      for (iterator.seek(ViewKeys.change(partition, from)); iterator.isValid(); iterator.next()) {
        long offset = ViewKeys.offset(iterator.key());
        if (changes.size() >= most || bytes >= mostBytes) {
          return offset;
        }
        add(partition, offset, ViewRows.change(iterator.value()));
      }
      iterator.status();
    }
    return end;
  }

  private void add(int partition, long offset, StoredChange stored) throws RocksDBException {
    Change change =
        stored.isDeletion()
            ? new Change(partition, offset, stored.id(), stored.value(), true)
            : new Change(
                partition,
                offset,
                stored.id(),
                Optional.of(states.value(stored.id(), reads)),
                false);
    changes.add(change);
    bytes += change.id().length() + change.value().map(value -> (long) value.size()).orElse(0L);
  }

  @Override
  public void close() {
    reads.close();
    states.database().rocks().releaseSnapshot(snapshot);
  }
}
