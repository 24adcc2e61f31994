package io.headwater.persistence.staging;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.WriteOptions;

/** The native settings of the staging's database; they live as long as it does. */
final class StagingOptions implements AutoCloseable {

  private static final long BLOCK_CACHE_BYTES = 16L << 20;
  private static final int BLOCK_BYTES = 16 << 10;
  private static final double FILTER_BITS_PER_KEY = 10;
  private static final long WRITE_BUFFER_BYTES = 32L << 20;
  private static final int WRITE_BUFFERS = 3;
  private static final int MAX_OPEN_FILES = 500;
  private static final int BACKGROUND_JOBS = 2;
  private static final long LOG_FILE_BYTES = 1L << 20;
  private static final long KEPT_LOG_FILES = 2;
  private static final long READAHEAD_BYTES = 1L << 20;

  private final LRUCache cache = new LRUCache(BLOCK_CACHE_BYTES);
  private final BloomFilter filter = new BloomFilter(FILTER_BITS_PER_KEY);
  private final DBOptions database =
      new DBOptions()
          .setCreateIfMissing(true)
          .setMaxOpenFiles(MAX_OPEN_FILES)
          .setMaxBackgroundJobs(BACKGROUND_JOBS)
          .setAvoidFlushDuringShutdown(true)
          .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
          .setMaxLogFileSize(LOG_FILE_BYTES)
          .setKeepLogFileNum(KEPT_LOG_FILES)
          .setStatsDumpPeriodSec(0)
          .setStatsPersistPeriodSec(0);
  private final ColumnFamilyOptions family =
      new ColumnFamilyOptions()
          .setWriteBufferSize(WRITE_BUFFER_BYTES)
          .setMaxWriteBufferNumber(WRITE_BUFFERS)
          .setCompressionType(CompressionType.LZ4_COMPRESSION)
          .setTableFormatConfig(
              new BlockBasedTableConfig()
                  .setBlockCache(cache)
                  .setBlockSize(BLOCK_BYTES)
                  .setFilterPolicy(filter)
                  .setCacheIndexAndFilterBlocks(true));
  private final ReadOptions reads = new ReadOptions().setVerifyChecksums(true);
  private final ReadOptions scans =
      new ReadOptions()
          .setVerifyChecksums(true)
          .setFillCache(false)
          .setReadaheadSize(READAHEAD_BYTES);
  // What is staged is read again from the change log after a crash.
  private final WriteOptions writes = new WriteOptions().setDisableWAL(true);

  DBOptions database() {
    return database;
  }

  ColumnFamilyOptions family() {
    return family;
  }

  ReadOptions reads() {
    return reads;
  }

  ReadOptions scans() {
    return scans;
  }

  WriteOptions writes() {
    return writes;
  }

  @Override
  public void close() {
    writes.close();
    scans.close();
    reads.close();
    family.close();
    database.close();
    filter.close();
    cache.close();
  }
}
