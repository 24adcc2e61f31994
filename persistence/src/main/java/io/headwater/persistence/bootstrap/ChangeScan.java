package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapView.ChangeLimits;
import io.headwater.core.bootstrap.ChangeBatch;
import io.headwater.core.bootstrap.ChangeBatch.Change;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.persistence.bootstrap.ViewRows.StoredChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  ChangeBatch read(StreamPositions since) {
    ViewHead head = states.head(snapshot).orElseThrow();
    SortedMap<Integer, Long> behind = new TreeMap<>();
    since
        .next()
        .forEach(
            (partition, from) -> {
              if (from < head.place(partition).next()) {
                behind.put(partition, from);
              }
            });
    SortedMap<Integer, Long> next = new TreeMap<>(since.next());
    try {
      int left = behind.size();
      boolean isUpToDate = true;
      for (Map.Entry<Integer, Long> from : behind.entrySet()) {
        int partition = from.getKey();
        long end = head.place(partition).next();
        // A share for each, so that a busy partition does not hold up those behind it.
        int share = Math.max(1, (limits.changes() - changes.size()) / left--);
        long reached = isFull() ? from.getValue() : read(partition, from.getValue(), end, share);
        next.put(partition, reached);
        isUpToDate &= reached == end;
      }
      return new ChangeBatch(changes, new StreamPositions(since.epoch(), next), isUpToDate);
    } catch (RocksDBException e) {
      throw states.database().directory().failure("reading changes of " + states.type(), e);
    }
  }

  private boolean isFull() {
    return changes.size() >= limits.changes() || bytes >= limits.bytes();
  }

  // Returns the next offset to look at.
  private long read(int partition, long from, long end, int share) throws RocksDBException {
    int most = changes.size() + share;
    try (Slice limit = new Slice(ViewKeys.change(partition, end));
        ReadOptions range =
            new ReadOptions()
                .setVerifyChecksums(true)
                .setSnapshot(snapshot)
                .setIterateUpperBound(limit);
        RocksIterator iterator = states.database().rocks().newIterator(states.family(), range)) {
      for (iterator.seek(ViewKeys.change(partition, from)); iterator.isValid(); iterator.next()) {
        long offset = ViewKeys.offset(iterator.key());
        if (changes.size() >= most || bytes >= limits.bytes()) {
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
