package io.headwater.actors.produce;

import io.headwater.core.produce.ChangeLogPartition;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one change log partition from its committed offset and commits the watermark that it is
 * given, with the topic's id: an offset in a topic that was made anew since is none. Used by one
 * thread at a time, but for {@link #acknowledge} and the figures.
 */
final class ChangeLogReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeLogReader.class);
  private static final Duration DESCRIBE_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_EVERY = Duration.ofMillis(200);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final int MAX_POLL_RECORDS = 2_000;
  private static final long NONE = -1;

  private final TopicPartition partition;
  private final String topicId;
  private final Consumer<byte[], byte[]> consumer;
  private final AtomicLong watermark = new AtomicLong(NONE);
  private volatile long position;
  private volatile long lastRead = NONE;
  private long committed = NONE;
  private long committedAtNanos;

  /**
   * Begins to read with a consumer, which it closes, also when this throws.
   *
   * @param topicId the topic's id
   */
  ChangeLogReader(Consumer<byte[], byte[]> consumer, TopicPartition partition, String topicId) {
    this.consumer = consumer;
    this.partition = partition;
    this.topicId = topicId;
    boolean isPlaced = false;
    try {
      consumer.assign(Set.of(partition));
      place();
      position = consumer.position(partition);
      isPlaced = true;
    } finally {
      if (!isPlaced) {
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
      }
    }
    LOG.info("{} is read from offset {}", partition, position);
  }

  /** Asks Kafka for the topic's id and begins to read; blocks meanwhile. */
  static ChangeLogReader open(Map<String, String> kafka, String source, int partition) {
    TopicPartition changes = new TopicPartition(Topics.changes(source), partition);
    String topicId = topicId(kafka, changes.topic());
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, "headwater.produce." + source);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // A log that was cut off below the committed offset has lost changes: that must not go unseen.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    return new ChangeLogReader(
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        changes,
        topicId);
  }

  private static String topicId(Map<String, String> kafka, String topic) {
    try (Admin admin = Admin.create(Map.copyOf(kafka))) {
      return admin
          .describeTopics(Set.of(topic))
          .topicNameValues()
          .values()
          .iterator()
          .next()
          .get(DESCRIBE_LIMIT.toSeconds(), TimeUnit.SECONDS)
          .topicId()
          .toString();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot describe topic " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topic " + topic + " was described", e);
    }
  }

  private void place() {
    Optional<OffsetAndMetadata> stored =
        Optional.ofNullable(consumer.committed(Set.of(partition)).get(partition))
            .filter(this::isOfThisTopic);
    long next = stored.map(OffsetAndMetadata::offset).orElse(0L);
    requireWhole(next);
    consumer.seek(partition, next);
  }

  /** An operator's offsets have no metadata. */
  private boolean isOfThisTopic(OffsetAndMetadata stored) {
    return stored.metadata().isEmpty() || stored.metadata().equals(topicId);
  }

  /** All from that offset on is to be read, and so nothing of it may be gone. */
  private void requireWhole(long next) {
    long beginning = consumer.beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L);
    if (beginning > next) {
      throw new IllegalStateException(
          "%s is to be read from offset %d, and its records before offset %d are gone, so changes would be missed; mend: stop all nodes, remove the topics %s and headwater.offsets, and start again: then a new snapshot is taken"
              .formatted(partition, next, beginning, partition.topic()));
    }
  }

  /** The partition that it reads. */
  ChangeLogPartition partition() {
    return new ChangeLogPartition(partition.toString(), topicId);
  }

  /**
   * Reads what is there, waiting a moment for something, and commits the watermark now and then.
   */
  ConsumerRecords<byte[], byte[]> poll() {
    commitIfDue();
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    for (ConsumerRecord<byte[], byte[]> consumed : records) {
      lastRead = consumed.offset();
    }
    position = consumer.position(partition);
    return records;
  }

  /** All up to and with that offset is acknowledged; any thread. */
  void acknowledge(long offset) {
    watermark.accumulateAndGet(offset + 1, Math::max);
  }

  /**
   * All below that offset is applied; any thread. Offsets of transaction markers count as applied
   * when all records before them are.
   */
  long applied() {
    long reached = position;
    long acknowledged = watermark.get();
    return acknowledged > lastRead || lastRead == NONE ? reached : Math.max(acknowledged, 0);
  }

  @Override
  public void close() {
    try {
      if (watermark.get() > committed) {
        consumer.commitSync(offsets(watermark.get()), CLOSE_LIMIT);
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }

  private void commitIfDue() {
    long next = watermark.get();
    long now = System.nanoTime();
    if (next > committed && now - committedAtNanos >= COMMIT_EVERY.toNanos()) {
      committed = next;
      committedAtNanos = now;
      consumer.commitAsync(
          offsets(next),
          (offsets, failure) -> {
            if (failure != null) {
              committed = NONE;
              LOG.warn(
                  "offset {} of {} is not committed yet, a later one will be: {}",
                  next,
                  partition,
                  failure.toString());
            }
          });
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(long next) {
    return Map.of(partition, new OffsetAndMetadata(next, topicId));
  }
}
