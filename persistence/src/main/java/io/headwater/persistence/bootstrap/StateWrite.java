package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapViewWriter.Content;
import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.json.Bytes;
import io.headwater.persistence.bootstrap.ViewHead.Place;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;

/** One atomic step of a type: states, their changes, and what they belong to. */
final class StateWrite implements AutoCloseable {

  private final TypeStates states;
  private final RocksDB rocks;
  private final ColumnFamilyHandle family;
  private final ReadOptions reads;
  private final WriteBatch batch = new WriteBatch();
  private final byte[] stored = new byte[ViewRows.OFFSET_BYTES];
  private long count;

  StateWrite(TypeStates states, long count) {
    this.states = states;
    this.rocks = states.database().rocks();
    this.family = states.family();
    this.reads = states.database().options().reads();
    this.count = count;
  }

  /** Puts what a resource became, in the place of what it was. */
  void put(Entry entry) throws RocksDBException {
    byte[] key = ViewKeys.of(entry.partition(), entry.id());
    // Only the offset is looked at, which also tells whether there is a state.
    boolean wasThere = rocks.get(family, reads, key, stored) != RocksDB.NOT_FOUND;
    if (wasThere) {
      batch.delete(family, ViewKeys.change(entry.partition(), ViewRows.offset(stored)));
    } else if (rocks.get(family, reads, ViewKeys.stub(entry.partition(), entry.id()), stored)
        != RocksDB.NOT_FOUND) {
      if (entry.content() instanceof Content.Tombstone) {
        // It says nothing that the deletion did not.
        return;
      }
      unbury(entry.partition(), ViewRows.offset(stored), entry.id());
    }
    switch (entry.content()) {
      case Content.State state -> {
        batch.put(family, key, ViewRows.state(entry.offset(), state.value()));
        batch.put(
            family,
            ViewKeys.change(entry.partition(), entry.offset()),
            ViewRows.change(entry.id()));
        count += wasThere ? 0 : 1;
      }
      case Content.Deletion deletion -> delete(entry, wasThere, key, Optional.of(deletion.value()));
      case Content.Tombstone unused -> delete(entry, wasThere, key, Optional.empty());
    }
  }

  // Also what was never there is remembered as deleted: others may have it from an earlier time.
  private void delete(Entry entry, boolean wasThere, byte[] key, Optional<Bytes> value)
      throws RocksDBException {
    if (wasThere) {
      batch.delete(family, key);
      count--;
    }
    batch.put(
        family,
        ViewKeys.change(entry.partition(), entry.offset()),
        ViewRows.deletion(entry.id(), value));
    batch.put(
        family,
        ViewKeys.grave(entry.partition(), entry.offset()),
        ViewRows.grave(entry.timestamp().toEpochMilli(), entry.id()));
    batch.put(family, ViewKeys.stub(entry.partition(), entry.id()), ViewRows.stub(entry.offset()));
  }

  private void unbury(int partition, long offset, String id) throws RocksDBException {
    batch.delete(family, ViewKeys.change(partition, offset));
    batch.delete(family, ViewKeys.grave(partition, offset));
    batch.delete(family, ViewKeys.stub(partition, id));
  }

  /**
   * Forgets deletions, and gives the places, whose safe offsets lie behind what was forgotten. To
   * be called before {@link #put}, as it looks only at what was written earlier.
   */
  SortedMap<Integer, Place> prune(SortedMap<Integer, Place> places, Pruning pruning)
      throws RocksDBException {
    SortedMap<Integer, Place> pruned = new TreeMap<>();
    for (Map.Entry<Integer, Place> place : places.entrySet()) {
      int partition = place.getKey();
      long end =
          Math.min(
              place.getValue().next(), pruning.pinned().getOrDefault(partition, Long.MAX_VALUE));
      long safe = Math.max(place.getValue().safe(), forget(partition, pruning.oldest(), end));
      pruned.put(partition, new Place(place.getValue().next(), safe, place.getValue().asOf()));
    }
    return pruned;
  }

  // Returns the offset behind the last one that was forgotten.
  private long forget(int partition, long oldest, long end) throws RocksDBException {
    long behind = 0;
    try (Slice limit = new Slice(ViewKeys.grave(partition, end));
        ReadOptions graves =
            new ReadOptions().setVerifyChecksums(true).setIterateUpperBound(limit);
        RocksIterator iterator = rocks.newIterator(family, graves)) {
      for (iterator.seek(ViewKeys.grave(partition, 0)); iterator.isValid(); iterator.next()) {
        if (ViewRows.timestamp(iterator.value()) >= oldest) {
          break;
        }
        long offset = ViewKeys.offset(iterator.key());
        unbury(partition, offset, ViewRows.buried(iterator.value()));
        behind = offset + 1;
      }
      iterator.status();
    }
    return behind;
  }

  /** Writes all of it, with the positions. */
  ViewHead commit(String epoch, SortedMap<Integer, Place> places) throws RocksDBException {
    ViewHead head = new ViewHead(epoch, count, places);
    batch.put(family, ViewKeys.head(), head.encoded());
    rocks.write(states.database().options().writes(), batch);
    return head;
  }

  @Override
  public void close() {
    batch.close();
  }
}
