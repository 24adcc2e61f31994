package io.headwater.actors.produce;

import io.headwater.core.produce.ChangeLogPartition;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a source's change log from its committed offsets and commits up to where all is
 * acknowledged, with the topic's id: an offset in a topic that was made anew since is none. Used by
 * one thread at a time, but for {@link #acknowledge} and the figures.
 */
final class ChangeLogReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeLogReader.class);
  private static final Duration DESCRIBE_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_EVERY = Duration.ofMillis(200);

  /** The broker forgets an offset that is not committed for long, by default for a week. */
  static final Duration COMMIT_ALL_EVERY = Duration.ofHours(1);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final int MAX_POLL_RECORDS = 2_000;

  private final String topicId;
  private final Consumer<byte[], byte[]> consumer;
  private final List<ReadPartition> partitions = new ArrayList<>();
  private final LongSupplier nanoTime;
  private long committedAtNanos;
  private long committedAllAtNanos;

  /**
   * Begins to read with a consumer, which it closes, also when this throws.
   *
   * @param topic the change log's partitions, in the order of their numbers, from 0
   * @param topicId the topic's id
   */
  ChangeLogReader(Consumer<byte[], byte[]> consumer, List<TopicPartition> topic, String topicId) {
    this(consumer, topic, topicId, System::nanoTime);
  }

  ChangeLogReader(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> topic,
      String topicId,
      LongSupplier nanoTime) {
    this.consumer = consumer;
    this.topicId = topicId;
    this.nanoTime = nanoTime;
    this.committedAllAtNanos = nanoTime.getAsLong();
    this.committedAtNanos = committedAllAtNanos - COMMIT_EVERY.toNanos();
    boolean isPlaced = false;
    try {
      consumer.assign(topic);
      place(topic);
      for (TopicPartition partition : topic) {
        partitions.add(new ReadPartition(partition, consumer.position(partition)));
      }
      isPlaced = true;
    } finally {
      if (!isPlaced) {
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
      }
    }
    partitions.forEach(it -> LOG.info("{} is read from offset {}", it.partition(), it.applied()));
  }

  /** Asks Kafka for the topic's partitions and id, and begins to read; blocks meanwhile. */
  static ChangeLogReader open(Map<String, String> kafka, String source) {
    TopicDescription topic = described(kafka, Topics.changes(source));
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, "headwater.produce." + source);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // A log that was cut off below the committed offset has lost changes: that must not go unseen.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    return new ChangeLogReader(
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        IntStream.range(0, topic.partitions().size())
            .mapToObj(partition -> new TopicPartition(topic.name(), partition))
            .toList(),
        topic.topicId().toString());
  }

  private static TopicDescription described(Map<String, String> kafka, String topic) {
    try (Admin admin = Admin.create(Map.copyOf(kafka))) {
      return admin
          .describeTopics(Set.of(topic))
          .topicNameValues()
          .values()
          .iterator()
          .next()
          .get(DESCRIBE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot describe topic " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topic " + topic + " was described", e);
    }
  }

  private void place(Collection<TopicPartition> topic) {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(topic));
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(topic);
    for (TopicPartition partition : topic) {
      long next =
          Optional.ofNullable(committed.get(partition))
              .filter(this::isOfThisTopic)
              .map(OffsetAndMetadata::offset)
              .orElse(0L);
      requireWhole(partition, next, beginnings.getOrDefault(partition, 0L));
      consumer.seek(partition, next);
    }
  }

  /** An operator's offsets have no metadata. */
  private boolean isOfThisTopic(OffsetAndMetadata stored) {
    return stored.metadata().isEmpty() || stored.metadata().equals(topicId);
  }

  /** All from that offset on is to be read, and so nothing of it may be gone. */
  private static void requireWhole(TopicPartition partition, long next, long beginning) {
    if (beginning > next) {
      throw new IllegalStateException(
          "%s is to be read from offset %d, and its records before offset %d are gone, so changes would be missed; mend: stop all nodes, remove the topics %s and headwater.offsets, and start again: then a new snapshot is taken"
              .formatted(partition, next, beginning, partition.topic()));
    }
  }

  /** The partitions that it reads, in the order of their numbers. */
  List<ChangeLogPartition> partitions() {
    return partitions.stream().map(partition -> partition.named(topicId)).toList();
  }

  /**
   * Reads what is there, waiting a moment for something, and commits the watermarks now and then.
   */
  ConsumerRecords<byte[], byte[]> poll() {
    commitIfDue();
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    for (TopicPartition polled : records.partitions()) {
      partitions.get(polled.partition()).read(records.records(polled).getLast().offset());
    }
    partitions.forEach(partition -> partition.reached(consumer.position(partition.partition())));
    return records;
  }

  /** All up to and with that place is acknowledged; any thread. */
  void acknowledge(Acknowledged place) {
    partitions.get(place.partition()).acknowledge(place.offset());
  }

  /** The offsets below which all is applied, summed over the partitions; any thread. */
  long applied() {
    return partitions.stream().mapToLong(ReadPartition::applied).sum();
  }

  @Override
  public void close() {
    try {
      Map<TopicPartition, OffsetAndMetadata> due = due(false);
      if (!due.isEmpty()) {
        consumer.commitSync(due, CLOSE_LIMIT);
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }

  private void commitIfDue() {
    long now = nanoTime.getAsLong();
    if (now - committedAtNanos < COMMIT_EVERY.toNanos()) {
      return;
    }
    boolean isAll = now - committedAllAtNanos >= COMMIT_ALL_EVERY.toNanos();
    Map<TopicPartition, OffsetAndMetadata> due = due(isAll);
    if (due.isEmpty()) {
      return;
    }
    committedAtNanos = now;
    committedAllAtNanos = isAll ? now : committedAllAtNanos;
    due.forEach(
        (partition, next) -> partitions.get(partition.partition()).committed(next.offset()));
    consumer.commitAsync(
        due,
        (offsets, failure) -> {
          if (failure != null) {
            due.keySet().forEach(partition -> partitions.get(partition.partition()).commitFailed());
            LOG.warn(
                "offsets {} are not committed yet, later ones will be: {}",
                due,
                failure.toString());
          }
        });
  }

  private Map<TopicPartition, OffsetAndMetadata> due(boolean isAll) {
    Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
    for (ReadPartition partition : partitions) {
      if (isAll || partition.isCommitDue()) {
        due.put(partition.partition(), new OffsetAndMetadata(partition.applied(), topicId));
      }
    }
    return due;
  }
}
