package io.headwater.persistence.bootstrap;

/**
 * What a bootstrap view's store may use.
 *
 * @param blockCacheBytes memory for blocks, indexes and filters that were read, for all types
 * @param writeBufferBytes memory for states that are not in a table file yet, for all types
 * @param openSnapshots snapshots that may be open at a time; each keeps replaced states on disk
 */
public record ViewLimits(long blockCacheBytes, long writeBufferBytes, int openSnapshots) {

  /** The default memory for what was read. */
  public static final long BLOCK_CACHE_BYTES = 64L << 20;

  /** The default memory for what was written. */
  public static final long WRITE_BUFFER_BYTES = 64L << 20;

  /** The default number of open snapshots. */
  public static final int OPEN_SNAPSHOTS = 64;

  /** Refuses what no store could work with. */
  public ViewLimits {
    if (blockCacheBytes <= 0 || writeBufferBytes <= 0 || openSnapshots <= 0) {
      throw new IllegalArgumentException(
          "limits of the bootstrap view must be positive, not %d, %d and %d"
              .formatted(blockCacheBytes, writeBufferBytes, openSnapshots));
    }
  }

  /** The default limits. */
  public static ViewLimits defaults() {
    return new ViewLimits(BLOCK_CACHE_BYTES, WRITE_BUFFER_BYTES, OPEN_SNAPSHOTS);
  }
}
