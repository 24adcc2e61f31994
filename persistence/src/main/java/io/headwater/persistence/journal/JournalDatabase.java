package io.headwater.persistence.journal;

import io.headwater.persistence.store.StoreDamagedException;
import io.headwater.persistence.store.StoreDirectory;
import io.headwater.persistence.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal's database: the newest entries, the former ones, and the offsets, each in a column
 * family.
 *
 * <p>One that is known to be damaged, or was written with another history, is deleted when it is
 * opened, as all of it comes from the journal topic. One of another topic or of another format is
 * refused: it may be somebody else's.
 */
final class JournalDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalDatabase.class);

  private static final String FORMAT = "headwater journal, format 2, topic ";
  private static final String HISTORY = ", history ";
  private static final long BLOCK_CACHE_BYTES = 128L << 20;
  private static final long WRITE_BUFFER_BYTES = 64L << 20;
  private static final int WRITE_BUFFERS = 3;
  private static final int BLOOM_BITS_PER_KEY = 10;
  private static final int MAX_OPEN_FILES = 1_000;
  private static final int BACKGROUND_JOBS = 2;
  private static final long MAX_WAL_BYTES = 256L << 20;
  private static final long LOG_FILE_BYTES = 1L << 20;
  private static final long KEPT_LOG_FILES = 2;

  // Before the first field that is a native object.
  static {
    RocksDB.loadLibrary();
  }

  private final StoreDirectory directory;
  private final LRUCache cache = new LRUCache(BLOCK_CACHE_BYTES);
  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
  private final ColumnFamilyOptions entryOptions =
      new ColumnFamilyOptions()
          .setWriteBufferSize(WRITE_BUFFER_BYTES)
          .setMaxWriteBufferNumber(WRITE_BUFFERS)
          .setCompressionType(CompressionType.LZ4_COMPRESSION)
          .setTableFormatConfig(
              new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(bloom));
  private final ColumnFamilyOptions metaOptions = new ColumnFamilyOptions();
  private final DBOptions options =
      new DBOptions()
          .setCreateIfMissing(true)
          .setCreateMissingColumnFamilies(true)
          .setParanoidChecks(true)
          .setMaxOpenFiles(MAX_OPEN_FILES)
          .setMaxBackgroundJobs(BACKGROUND_JOBS)
          .setMaxTotalWalSize(MAX_WAL_BYTES)
          .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
          .setMaxLogFileSize(LOG_FILE_BYTES)
          .setKeepLogFileNum(KEPT_LOG_FILES);
  private final WriteOptions writes = new WriteOptions().setSync(false);
  private final ReadOptions reads = new ReadOptions().setVerifyChecksums(true);
  private final RocksDB rocks;
  private final ColumnFamilyHandle newest;
  private final ColumnFamilyHandle former;
  private final ColumnFamilyHandle meta;

  private JournalDatabase(StoreDirectory directory) {
    this.directory = directory;
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      rocks =
          RocksDB.open(
              options,
              directory.database().toString(),
              List.of(
                  new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, entryOptions),
                  new ColumnFamilyDescriptor(
                      "former".getBytes(StandardCharsets.UTF_8), entryOptions),
                  new ColumnFamilyDescriptor("meta".getBytes(StandardCharsets.UTF_8), metaOptions)),
              handles);
    } catch (RocksDBException e) {
      releaseOptions();
      throw directory.failure("opening the journal store", e);
    }
    newest = handles.get(0);
    former = handles.get(1);
    meta = handles.get(2);
  }

  /**
   * Opens or creates the database in a directory, and locks it.
   *
   * @param topic the journal topic's own id
   * @throws JournalException when the directory holds the store of another topic or format
   * @throws StoreException when it cannot be opened, or another process has it
   */
  static JournalDatabase open(Path path, String topic, History history) {
    StoreDirectory directory = StoreDirectory.lock(path);
    boolean isOpen = false;
    try {
      prepare(directory, topic, history);
      JournalDatabase database = openSound(directory, format(topic, history));
      isOpen = true;
      return database;
    } finally {
      if (!isOpen) {
        directory.close();
      }
    }
  }

  private static JournalDatabase openSound(StoreDirectory directory, String format) {
    try {
      return new JournalDatabase(directory);
    } catch (StoreDamagedException e) {
      LOG.warn("the journal store cannot be opened", e);
      startAnew(directory, format, "it is damaged");
      return new JournalDatabase(directory);
    }
  }

  private static void prepare(StoreDirectory directory, String topic, History history) {
    String format = format(topic, history);
    Optional<String> found = directory.format();
    if (directory.isDamaged()) {
      startAnew(directory, format, "damage was found in it before");
    } else if (found.isEmpty()) {
      directory.clear();
      directory.mark(format);
    } else if (!found.get().equals(format)) {
      refuseForeign(directory, found.get(), topic);
      startAnew(directory, format, "it is '" + found.get() + "', not '" + format + "'");
    }
  }

  private static void refuseForeign(StoreDirectory directory, String found, String topic) {
    if (!found.startsWith(FORMAT)) {
      throw new JournalException(
          "the store in %s is '%s', which this version of Headwater does not know; mend: run the version that wrote it, or remove the directory, it is rebuilt from the topic"
              .formatted(directory.path(), found));
    }
    if (!found.startsWith(FORMAT + topic + HISTORY)) {
      throw new JournalException(
          "the journal store in %s belongs to journal %s, and the topic's is %s; mend: point headwater.data-dir elsewhere, or remove the directory, it is rebuilt from the topic"
              .formatted(
                  directory.path(),
                  found.substring(FORMAT.length()).replaceFirst(HISTORY + ".*", ""),
                  topic));
    }
  }

  private static String format(String topic, History history) {
    return FORMAT + topic + HISTORY + history.kept();
  }

  private static void startAnew(StoreDirectory directory, String format, String why) {
    LOG.warn(
        "the journal store in {} is deleted and built anew from the journal topic: {}",
        directory.path(),
        why);
    directory.clear();
    directory.mark(format);
  }

  RocksDB rocks() {
    return rocks;
  }

  /** The newest entry by persistence id. */
  ColumnFamilyHandle newest() {
    return newest;
  }

  /** Every kept event by persistence id and sequence number; empty unless a history is kept. */
  ColumnFamilyHandle former() {
    return former;
  }

  /** The offsets. */
  ColumnFamilyHandle meta() {
    return meta;
  }

  ReadOptions reads() {
    return reads;
  }

  /** Without sync: what a power failure takes is read again from the topic. */
  WriteOptions writes() {
    return writes;
  }

  /** The typed form of a failure; damage is remembered, so that the next opening starts anew. */
  StoreException failure(String doing, RocksDBException cause) {
    return directory.failure(doing, cause);
  }

  @Override
  public void close() {
    newest.close();
    former.close();
    meta.close();
    rocks.close();
    releaseOptions();
    directory.close();
  }

  private void releaseOptions() {
    reads.close();
    writes.close();
    options.close();
    entryOptions.close();
    metaOptions.close();
    bloom.close();
    cache.close();
  }
}
