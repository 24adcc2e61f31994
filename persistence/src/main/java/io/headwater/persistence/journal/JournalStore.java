package io.headwater.persistence.journal;

import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The local image of the journal: the newest entry per persistence id, former events when a history
 * is kept, and for each partition the journal offset up to which it is complete.
 *
 * <p>Entries and offsets are written in one batch, so after any crash the store is the journal up
 * to its offsets. Blocks carry checksums that every read verifies; damage is remembered, and the
 * next opening builds the store anew. Thread-safe; after closing, every use fails.
 */
final class JournalStore implements AutoCloseable {

  // Native memory must not be used after it was freed: uses share the lock, closing has it alone.
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final JournalDatabase database;
  private final History history;

  /**
   * Opens or creates the store.
   *
   * @param topic which journal topic it is the image of; the store of another one is refused
   */
  JournalStore(Path directory, String topic, History history) {
    this.database = JournalDatabase.open(directory, topic, history);
    this.history = history;
  }

  /** The newest entry of a persistence id. */
  Optional<JournalEntry> entry(String persistenceId) {
    enter();
    try {
      return newest(persistenceId);
    } catch (RocksDBException e) {
      throw database.failure("reading the journal store", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Goes through kept events in order.
   *
   * @param from the first sequence number
   * @param to the last one
   * @param max the most events
   */
  void replay(String persistenceId, long from, long to, long max, Consumer<JournalEntry> visitor) {
    if (!history.keepsFormer()) {
      entry(persistenceId)
          .filter(entry -> !entry.isDeletion() && max > 0)
          .filter(entry -> entry.sequenceNr() >= from && entry.sequenceNr() <= to)
          .ifPresent(visitor);
      return;
    }
    byte[] prefix = formerKey(persistenceId, 0);
    enter();
    try (RocksIterator iterator =
        database.rocks().newIterator(database.former(), database.reads())) {
      long left = max;
      for (iterator.seek(formerKey(persistenceId, Math.max(0, from)));
          left > 0 && iterator.isValid();
          iterator.next(), left--) {
        byte[] key = iterator.key();
        int idBytes = prefix.length - Long.BYTES;
        if (key.length != prefix.length
            || !Arrays.equals(key, 0, idBytes, prefix, 0, idBytes)
            || ByteBuffer.wrap(key).getLong(idBytes) > to) {
          break;
        }
        visitor.accept(JournalEntry.decode(iterator.value()));
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw database.failure("reading the journal store", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The next journal offset to apply of a partition; empty when none was applied yet. */
  OptionalLong nextOffset(int partition) {
    enter();
    try {
      byte[] stored = database.rocks().get(database.meta(), database.reads(), offsetKey(partition));
      return stored == null
          ? OptionalLong.empty()
          : OptionalLong.of(ByteBuffer.wrap(stored).getLong());
    } catch (RocksDBException e) {
      throw database.failure("reading the journal store", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Applies entries, in order, and the offsets that follow them, in one batch. */
  void apply(List<KeyedEntry> changed, Map<Integer, Long> nextOffsets) {
    enter();
    try (WriteBatch batch = new WriteBatch()) {
      Map<String, Long> highest = new HashMap<>();
      for (KeyedEntry one : changed) {
        if (one.entry().isDeletion()) {
          delete(batch, one, highest);
        } else {
          put(batch, one);
          highest.put(one.persistenceId(), one.entry().sequenceNr());
        }
      }
      for (Map.Entry<Integer, Long> next : nextOffsets.entrySet()) {
        batch.put(
            database.meta(),
            offsetKey(next.getKey()),
            ByteBuffer.allocate(Long.BYTES).putLong(next.getValue()).array());
      }
      database.rocks().write(database.writes(), batch);
    } catch (RocksDBException e) {
      throw database.failure("writing the journal store", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void put(WriteBatch batch, KeyedEntry one) throws RocksDBException {
    byte[] encoded = one.entry().encode();
    batch.put(database.newest(), utf8(one.persistenceId()), encoded);
    if (history.keepsFormer()) {
      long sequenceNr = one.entry().sequenceNr();
      batch.put(database.former(), formerKey(one.persistenceId(), sequenceNr), encoded);
      if (sequenceNr > history.kept()) {
        batch.delete(
            database.former(), formerKey(one.persistenceId(), sequenceNr - history.kept()));
      }
    }
  }

  private void delete(WriteBatch batch, KeyedEntry one, Map<String, Long> highest)
      throws RocksDBException {
    String persistenceId = one.persistenceId();
    long deletedTo = one.entry().deletedTo();
    Optional<Long> written = Optional.ofNullable(highest.get(persistenceId));
    long newest =
        written.isPresent()
            ? written.get()
            : newest(persistenceId).map(JournalEntry::sequenceNr).orElse(0L);
    if (newest <= deletedTo) {
      batch.put(database.newest(), utf8(persistenceId), one.entry().encode());
    }
    if (history.keepsFormer()) {
      batch.deleteRange(
          database.former(), formerKey(persistenceId, 0), formerKey(persistenceId, deletedTo + 1));
    }
  }

  /** Goes through the newest events of the resources of a type. */
  void forEachResource(ResourceType type, Consumer<Bytes> visitor) {
    byte[] prefix = utf8(type.name() + "|");
    enter();
    try (RocksIterator iterator =
        database.rocks().newIterator(database.newest(), database.reads())) {
      for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
        if (closed.get()) {
          throw closed();
        }
        if (!startsWith(iterator.key(), prefix)) {
          return;
        }
        JournalEntry entry = JournalEntry.decode(iterator.value());
        if (entry.kind() == JournalEntry.Kind.COMPLETE) {
          visitor.accept(entry.payload());
        }
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw database.failure("reading the journal store", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Closes the store once the uses that run have ended; a second time has no effect. */
  @Override
  public void close() {
    boolean isFirst = closed.compareAndSet(false, true);
    lock.writeLock().lock();
    try {
      if (isFirst) {
        database.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Optional<JournalEntry> newest(String persistenceId) throws RocksDBException {
    return Optional.ofNullable(
            database.rocks().get(database.newest(), database.reads(), utf8(persistenceId)))
        .map(JournalEntry::decode);
  }

  private void enter() {
    lock.readLock().lock();
    if (closed.get()) {
      lock.readLock().unlock();
      throw closed();
    }
  }

  private static JournalException closed() {
    return new JournalException("the journal store is closed");
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] offsetKey(int partition) {
    return utf8("offset-" + partition);
  }

  /** Sorted by persistence id, then by sequence number. */
  private static byte[] formerKey(String persistenceId, long sequenceNr) {
    byte[] id = utf8(persistenceId);
    return ByteBuffer.allocate(id.length + 1 + Long.BYTES)
        .put(id)
        .put((byte) 0)
        .putLong(sequenceNr)
        .array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
