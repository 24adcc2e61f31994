package io.headwater.actors.produce;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Kafka's consumer in memory, with one change log partition that gives a record at a time. */
final class ConsumerInMemory extends MockConsumer<byte[], byte[]> {

  static final TopicPartition PARTITION = new TopicPartition("headwater.changes.shop", 0);

  private static final Duration EMPTY_POLL = Duration.ofMillis(5);

  private final AtomicInteger given = new AtomicInteger();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private long end;

  ConsumerInMemory(long beginning) {
    super("none");
    end = beginning;
    assign(Set.of(PARTITION));
    updateBeginningOffsets(Map.of(PARTITION, beginning));
    setMaxPollRecords(1);
  }

  /** What the group had committed before. */
  void committed(long offset, String metadata) {
    committed.put(PARTITION, new OffsetAndMetadata(offset, metadata));
  }

  /** The broker's group has no offset any more, as after a long silence. */
  void forgetCommitted() {
    committed.clear();
    // Forgets what is committed, and the place.
    long place = position(PARTITION);
    super.assign(Set.of());
    super.assign(Set.of(PARTITION));
    seek(PARTITION, place);
  }

  @Override
  public synchronized void assign(Collection<TopicPartition> partitions) {
    // Forgets what is committed.
    super.assign(partitions);
    commitSync(committed);
  }

  void add(byte[] value) {
    addRecord(
        new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), end++, new byte[0], value));
  }

  /** The records that were polled. */
  int given() {
    return given.get();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
    given.addAndGet(polled.count());
    if (polled.isEmpty()) {
      LockSupport.parkNanos(EMPTY_POLL.toNanos());
    }
    return polled;
  }
}
