package io.headwater.actors.produce;

import io.headwater.core.produce.ChangeLogPartition;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/**
 * How far one partition of a change log is read and acknowledged. Used by the reading thread, but
 * for {@link #acknowledge} and {@link #applied}.
 */
final class ReadPartition {

  private static final long NONE = -1;

  private final TopicPartition partition;
  private final long start;
  private final AtomicLong watermark = new AtomicLong(NONE);
  private volatile long position;
  private volatile long lastRead = NONE;
  private long committed = NONE;

  ReadPartition(TopicPartition partition, long position) {
    this.partition = partition;
    this.start = position;
    this.position = position;
  }

  TopicPartition partition() {
    return partition;
  }

  ChangeLogPartition named(String topicId) {
    return new ChangeLogPartition(partition.toString(), topicId);
  }

  /** A record at that offset was read. */
  void read(long offset) {
    lastRead = offset;
  }

  /** All below that offset was read; transaction markers count. */
  void reached(long next) {
    position = next;
  }

  void acknowledge(long offset) {
    watermark.accumulateAndGet(offset + 1, Math::max);
  }

  /**
   * All below that offset is applied. Offsets of transaction markers count as applied when all
   * records before them are: the log may forget them, and what is committed must not be among them.
   */
  long applied() {
    long reached = position;
    long acknowledged = watermark.get();
    return acknowledged > lastRead || lastRead == NONE
        ? Math.max(acknowledged, reached)
        : Math.max(acknowledged, start);
  }

  boolean isCommitDue() {
    return applied() > committed;
  }

  void committed(long next) {
    committed = next;
  }

  /** What was thought to be committed may not be. */
  void commitFailed() {
    committed = NONE;
  }
}
