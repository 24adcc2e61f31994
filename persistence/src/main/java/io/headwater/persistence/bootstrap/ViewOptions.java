package io.headwater.persistence.bootstrap;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteOptions;

/** The native settings of the view's database; they live as long as it does. */
final class ViewOptions implements AutoCloseable {

  private static final int BLOCK_BYTES = 4 << 10;
  private static final double FILTER_BITS_PER_KEY = 10;
  private static final int WRITE_BUFFERS_PER_TYPE = 3;
  private static final long MAX_TYPE_BUFFER_BYTES = 16L << 20;
  private static final long MAX_WAL_BYTES = 256L << 20;
  private static final int MAX_OPEN_FILES = 1_000;
  private static final int BACKGROUND_JOBS = 2;
  private static final long LOG_FILE_BYTES = 1L << 20;
  private static final long KEPT_LOG_FILES = 2;
  private static final long SCAN_READAHEAD_BYTES = 1L << 20;

  private final LRUCache cache;
  private final BloomFilter filter;
  private final DBOptions database;
  private final ColumnFamilyOptions family;
  private final ReadOptions reads;
  private final WriteOptions writes;

  ViewOptions(ViewLimits limits) {
    cache = new LRUCache(limits.blockCacheBytes());
    filter = new BloomFilter(FILTER_BITS_PER_KEY);
    database =
        new DBOptions()
            .setCreateIfMissing(true)
            .setParanoidChecks(true)
            .setMaxOpenFiles(MAX_OPEN_FILES)
            .setMaxBackgroundJobs(BACKGROUND_JOBS)
            .setDbWriteBufferSize(limits.writeBufferBytes())
            .setMaxTotalWalSize(MAX_WAL_BYTES)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setMaxLogFileSize(LOG_FILE_BYTES)
            .setKeepLogFileNum(KEPT_LOG_FILES)
            .setStatsDumpPeriodSec(0)
            .setStatsPersistPeriodSec(0);
    family =
        new ColumnFamilyOptions()
            .setWriteBufferSize(Math.min(limits.writeBufferBytes(), MAX_TYPE_BUFFER_BYTES))
            .setMaxWriteBufferNumber(WRITE_BUFFERS_PER_TYPE)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setBlockSize(BLOCK_BYTES)
                    .setFilterPolicy(filter)
                    .setCacheIndexAndFilterBlocks(true)
                    .setCacheIndexAndFilterBlocksWithHighPriority(true)
                    .setPinL0FilterAndIndexBlocksInCache(true));
    reads = new ReadOptions().setVerifyChecksums(true);
    // The topic is the log, and the positions are in the same batch as the states: after a power
    // loss the view merely stands earlier and reads the rest again. The write-ahead log without
    // sync survives the end of the process, which is what restarts quickly.
    writes = new WriteOptions().setSync(false);
  }

  DBOptions database() {
    return database;
  }

  ColumnFamilyOptions family() {
    return family;
  }

  /** For point reads of what is newest. */
  ReadOptions reads() {
    return reads;
  }

  WriteOptions writes() {
    return writes;
  }

  /** What lists the column families of a database that is not open; to be closed. */
  Options listing() {
    return new Options(database, family);
  }

  /** For a scan of a snapshot up to a key; to be closed, and both arguments must outlive it. */
  static ReadOptions scan(Snapshot snapshot, Slice end) {
    return new ReadOptions()
        .setVerifyChecksums(true)
        .setSnapshot(snapshot)
        .setIterateUpperBound(end)
        .setReadaheadSize(SCAN_READAHEAD_BYTES)
        .setFillCache(false);
  }

  /** For short reads of a snapshot; to be closed. */
  static ReadOptions pick(Snapshot snapshot) {
    return new ReadOptions().setVerifyChecksums(true).setSnapshot(snapshot);
  }

  @Override
  public void close() {
    writes.close();
    reads.close();
    family.close();
    database.close();
    filter.close();
    cache.close();
  }
}
