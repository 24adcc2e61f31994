package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.BootstrapView.StoredState;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.resource.Partitions;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/**
 * A type's states and positions as of one moment.
 *
 * <p>Every native call runs under the gate, so that closing the view cannot pull the database away
 * from under a reader.
 */
final class ViewSnapshot implements BootstrapView.Snapshot {

  private final TypeStates states;
  private final ViewGate gate;
  private final Consumer<ViewSnapshot> onClose;
  private final Snapshot snapshot;
  private final Slice end;
  private final ReadOptions reads;
  private final RocksIterator iterator;
  private final StreamPositions positions;
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private boolean isTaken;

  ViewSnapshot(
      TypeStates states,
      OptionalInt partition,
      Optional<String> after,
      ViewGate gate,
      Consumer<ViewSnapshot> onClose) {
    this.states = states;
    this.gate = gate;
    this.onClose = onClose;
    states.retain();
    snapshot = states.database().rocks().getSnapshot();
    end =
        new Slice(
            partition.isPresent()
                ? ViewKeys.from(partition.getAsInt() + 1)
                : ViewKeys.behindStates());
    reads = ViewOptions.scan(snapshot, end);
    iterator = states.database().rocks().newIterator(states.family(), reads);
    boolean isComplete = false;
    try {
      StreamPositions all =
          states
              .head(snapshot)
              .map(ViewHead::positions)
              .orElseGet(() -> ViewHead.initial("").positions());
      positions = partition.isPresent() ? all.only(partition.getAsInt()) : all;
      seek(
          after
              .map(id -> ViewKeys.of(Partitions.of(id, states.partitions()), id))
              .orElseGet(() -> ViewKeys.from(partition.orElse(0))),
          after.isPresent());
      isComplete = true;
    } finally {
      if (!isComplete) {
        free();
      }
    }
  }

  private void seek(byte[] from, boolean isBehind) {
    iterator.seek(from);
    if (isBehind && iterator.isValid() && Arrays.equals(iterator.key(), from)) {
      iterator.next();
    }
  }

  @Override
  public StreamPositions positions() {
    return positions;
  }

  @Override
  public Iterator<StoredState> states() {
    if (isTaken) {
      throw new IllegalStateException("the states of a snapshot may be taken once");
    }
    isTaken = true;
    return new States();
  }

  private final class States implements Iterator<StoredState> {

    @Override
    public boolean hasNext() {
      return whileOpen(this::isAtState);
    }

    @Override
    public StoredState next() {
      return whileOpen(
          () -> {
            if (!isAtState()) {
              throw new NoSuchElementException("the snapshot has no more states");
            }
            StoredState state =
                new StoredState(ViewKeys.id(iterator.key()), ViewRows.value(iterator.value()));
            iterator.next();
            return state;
          });
    }

    private boolean isAtState() {
      if (iterator.isValid()) {
        return true;
      }
      try {
        // An iterator also ends at damage; without this the states would end too early.
        iterator.status();
        return false;
      } catch (RocksDBException e) {
        throw states.database().directory().failure("reading a snapshot of " + states.type(), e);
      }
    }
  }

  private <T> T whileOpen(Supplier<T> action) {
    return gate.whileOpen(
        () -> {
          if (isClosed.get()) {
            throw new IllegalStateException("the snapshot is closed");
          }
          return action.get();
        });
  }

  /** Frees what the snapshot holds; the view calls it with the gate shut. */
  void release() {
    if (isClosed.compareAndSet(false, true)) {
      free();
      onClose.accept(this);
    }
  }

  private void free() {
    iterator.close();
    reads.close();
    end.close();
    states.database().rocks().releaseSnapshot(snapshot);
    states.release();
  }

  @Override
  public void close() {
    gate.unlessShut(this::release);
  }
}
