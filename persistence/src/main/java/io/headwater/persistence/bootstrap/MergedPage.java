package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapView.StoredState;
import io.headwater.core.json.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/** One page of a type's states: the partitions' ranges, merged by id, as of one moment. */
final class MergedPage implements AutoCloseable {

  private final TypeStates states;
  private final Snapshot snapshot;
  private final ReadOptions reads;
  private final List<RocksIterator> iterators = new ArrayList<>();

  MergedPage(TypeStates states) {
    this.states = states;
    this.snapshot = states.database().rocks().getSnapshot();
    this.reads = ViewOptions.pick(snapshot);
  }

  /** A partition's next key. */
  private record Cursor(int partition, RocksIterator iterator, Bytes key) {

    static final Comparator<Cursor> BY_ID =
        (left, right) ->
            Arrays.compareUnsigned(
                left.key.array(),
                ViewKeys.PREFIX_BYTES,
                left.key.size(),
                right.key.array(),
                ViewKeys.PREFIX_BYTES,
                right.key.size());

    String id() {
      return ViewKeys.id(key.array());
    }
  }

  List<StoredState> read(Optional<String> after, int limit) {
    try {
      PriorityQueue<Cursor> cursors = new PriorityQueue<>(states.partitions(), Cursor.BY_ID);
      for (int partition = 0; partition < states.partitions(); partition++) {
        start(partition, after).ifPresent(cursors::add);
      }
      List<StoredState> page = new ArrayList<>();
      while (page.size() < limit && !cursors.isEmpty()) {
        Cursor least = cursors.remove();
        page.add(new StoredState(least.id(), ViewRows.value(least.iterator().value())));
        least.iterator().next();
        at(least.partition(), least.iterator()).ifPresent(cursors::add);
      }
      return page;
    } catch (RocksDBException e) {
      throw states.database().directory().failure("reading a page of " + states.type(), e);
    }
  }

  private Optional<Cursor> start(int partition, Optional<String> after) throws RocksDBException {
    RocksIterator iterator = states.database().rocks().newIterator(states.family(), reads);
    iterators.add(iterator);
    byte[] from =
        after.map(id -> ViewKeys.of(partition, id)).orElseGet(() -> ViewKeys.from(partition));
    iterator.seek(from);
    if (after.isPresent() && iterator.isValid() && Arrays.equals(iterator.key(), from)) {
      iterator.next();
    }
    return at(partition, iterator);
  }

  private static Optional<Cursor> at(int partition, RocksIterator iterator)
      throws RocksDBException {
    if (!iterator.isValid()) {
      iterator.status();
      return Optional.empty();
    }
    byte[] key = iterator.key();
    return ViewKeys.isIn(partition, key)
        ? Optional.of(new Cursor(partition, iterator, Bytes.of(key)))
        : Optional.empty();
  }

  @Override
  public void close() {
    iterators.forEach(RocksIterator::close);
    reads.close();
    states.database().rocks().releaseSnapshot(snapshot);
  }
}
