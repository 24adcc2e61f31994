package io.headwater.persistence.journal;

import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceType;
import io.headwater.persistence.produce.ResourceEventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The local image of the journal: the newest entry per persistence id, and the journal offset up to
 * which it is complete.
 *
 * <p>Both are written in one batch, so after any crash the store is the journal up to its offset.
 * The write-ahead log is not synced: what a power failure takes is read again from the topic.
 * Thread-safe; after closing, every use fails.
 */
final class JournalStore implements AutoCloseable {

  private static final long BLOCK_CACHE_BYTES = 64L * 1024 * 1024;
  private static final long WRITE_BUFFER_BYTES = 32L * 1024 * 1024;
  private static final int BLOOM_BITS_PER_KEY = 10;
  private static final byte[] IDENTITY_KEY = "identity".getBytes(StandardCharsets.UTF_8);

  // Before the first field that is a native object.
  static {
    RocksDB.loadLibrary();
  }

  // Native memory must not be used after it was freed: uses share the lock, closing has it alone.
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final LRUCache cache = new LRUCache(BLOCK_CACHE_BYTES);
  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
  private final ColumnFamilyOptions entryOptions;
  private final ColumnFamilyOptions metaOptions = new ColumnFamilyOptions();
  private final DBOptions options =
      new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
  private final WriteOptions writeOptions = new WriteOptions();
  private final RocksDB database;
  private final ColumnFamilyHandle entries;
  private final ColumnFamilyHandle meta;

  /**
   * Opens or creates the store.
   *
   * @param identity which journal topic it is the image of; the store of another one is refused
   */
  JournalStore(Path directory, String identity) {
    entryOptions =
        new ColumnFamilyOptions()
            .setWriteBufferSize(WRITE_BUFFER_BYTES)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(bloom));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      Files.createDirectories(directory);
      database =
          RocksDB.open(
              options,
              directory.toString(),
              List.of(
                  new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, entryOptions),
                  new ColumnFamilyDescriptor("meta".getBytes(StandardCharsets.UTF_8), metaOptions)),
              handles);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    } catch (RocksDBException e) {
      throw new JournalException(
          "cannot open the journal store in %s: %s; mend: if no other Headwater process uses it, remove the directory, it is rebuilt from the journal topic"
              .formatted(directory, e.getMessage()),
          e);
    }
    entries = handles.get(0);
    meta = handles.get(1);
    try {
      checkIdentity(directory, identity);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The entry of a persistence id. */
  Optional<JournalEntry> entry(String persistenceId) {
    enter();
    try {
      return Optional.ofNullable(database.get(entries, utf8(persistenceId)))
          .map(JournalEntry::decode);
    } catch (RocksDBException e) {
      throw failed("read", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The next journal offset to apply of a partition; empty when none was applied yet. */
  OptionalLong nextOffset(int partition) {
    enter();
    try {
      byte[] stored = database.get(meta, offsetKey(partition));
      return stored == null
          ? OptionalLong.empty()
          : OptionalLong.of(ByteBuffer.wrap(stored).getLong());
    } catch (RocksDBException e) {
      throw failed("read", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Applies entries by persistence id and the offsets that follow them, in one batch. */
  void apply(Map<String, JournalEntry> changed, Map<Integer, Long> nextOffsets) {
    enter();
    try (WriteBatch batch = new WriteBatch()) {
      for (Map.Entry<String, JournalEntry> entry : changed.entrySet()) {
        batch.put(entries, utf8(entry.getKey()), entry.getValue().encode());
      }
      for (Map.Entry<Integer, Long> next : nextOffsets.entrySet()) {
        batch.put(
            meta,
            offsetKey(next.getKey()),
            ByteBuffer.allocate(Long.BYTES).putLong(next.getValue()).array());
      }
      database.write(writeOptions, batch);
    } catch (RocksDBException e) {
      throw failed("write", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Goes through the ids of the resources of a type. */
  void forEachResource(ResourceType type, Consumer<ResourceId> visitor) {
    byte[] prefix = utf8(type.name() + "|");
    enter();
    try (RocksIterator iterator = database.newIterator(entries)) {
      for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
        if (closed.get()) {
          throw closed();
        }
        if (!startsWith(iterator.key(), prefix)) {
          return;
        }
        JournalEntry entry = JournalEntry.decode(iterator.value());
        if (!entry.isMarker()) {
          visitor.accept(ResourceEventCodec.decode(entry.payload()).header().resource().id());
        }
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw failed("read", e);
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
        release();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void release() {
    entries.close();
    meta.close();
    database.close();
    writeOptions.close();
    options.close();
    entryOptions.close();
    metaOptions.close();
    bloom.close();
    cache.close();
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

  private void checkIdentity(Path directory, String identity) {
    try {
      byte[] stored = database.get(meta, IDENTITY_KEY);
      if (stored == null) {
        database.put(meta, IDENTITY_KEY, utf8(identity));
      } else if (!identity.equals(new String(stored, StandardCharsets.UTF_8))) {
        throw new JournalException(
            "the journal store in %s belongs to journal %s, and the topic's is %s; mend: point headwater.data-dir elsewhere, or remove the directory, it is rebuilt from the topic"
                .formatted(directory, new String(stored, StandardCharsets.UTF_8), identity));
      }
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static JournalException failed(String what, RocksDBException e) {
    return new JournalException("cannot " + what + " the journal store: " + e.getMessage(), e);
  }

  private static byte[] offsetKey(int partition) {
    return utf8("offset-" + partition);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
