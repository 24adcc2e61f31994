package io.headwater.persistence.journal;

import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the local store up to the end of the journal topic, from the store's own offsets.
 *
 * <p>To be called after the writer was initialized: then no transaction is open, and the end that
 * {@code read_committed} shows is the end of all that was ever acknowledged.
 */
final class JournalTail {

  private static final Logger LOG = LoggerFactory.getLogger(JournalTail.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STALL_LIMIT = Duration.ofSeconds(60);
  private static final long LOG_EVERY = 200_000;

  private final JournalSettings settings;
  private final JournalStore store;

  JournalTail(JournalSettings settings, JournalStore store) {
    this.settings = settings;
    this.store = store;
  }

  /** Applies what the store lacks and returns the number of records read. */
  long catchUp() {
    try (Consumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          IntStream.range(0, settings.partitions())
              .mapToObj(partition -> new TopicPartition(Topics.JOURNAL, partition))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        consumer.seek(partition, store.nextOffset(partition.partition()).orElse(0L));
      }
      requireNotAhead(partitions);
      long read = 0;
      long progressAt = System.nanoTime();
      while (!reached(consumer, ends)) {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        apply(consumer, records);
        if (records.isEmpty() && System.nanoTime() - progressAt > STALL_LIMIT.toNanos()) {
          throw new JournalException(
              "the journal topic's tail cannot be read: no record in %s, at %s of %s; mend: check the broker"
                  .formatted(STALL_LIMIT, positions(consumer), ends));
        }
        if (!records.isEmpty()) {
          progressAt = System.nanoTime();
          if (read / LOG_EVERY != (read + records.count()) / LOG_EVERY) {
            LOG.info("journal tail: {} records read", read + records.count());
          }
          read += records.count();
        }
      }
      apply(consumer, ConsumerRecords.empty());
      return read;
    }
  }

  /** A store ahead of its topic holds what was lost there, and would never be read again. */
  private void requireNotAhead(List<TopicPartition> partitions) {
    // Not read_committed: another writer's open transaction must not make the topic look shorter.
    Map<String, Object> properties = new HashMap<>(settings.kafka());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (Consumer<String, byte[]> consumer = consumer(properties)) {
      consumer.assign(partitions);
      consumer
          .endOffsets(partitions)
          .forEach(
              (partition, end) -> {
                long next = store.nextOffset(partition.partition()).orElse(0L);
                if (next > end) {
                  throw new JournalException(
                      "the journal store in %s is at offset %d of %s, which ends at %d: the topic has lost records; mend: remove the directory, it is rebuilt from what the topic holds"
                          .formatted(settings.directory(), next, partition, end));
                }
              });
    }
  }

  private void apply(Consumer<String, byte[]> consumer, ConsumerRecords<String, byte[]> records) {
    Map<String, JournalEntry> changed = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> journaled : records) {
      if (journaled.value() != null) {
        changed.put(journaled.key(), JournalEntry.decode(journaled.value()));
      }
    }
    store.apply(changed, positions(consumer));
  }

  private static Map<Integer, Long> positions(Consumer<String, byte[]> consumer) {
    Map<Integer, Long> positions = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      positions.put(partition.partition(), consumer.position(partition));
    }
    return positions;
  }

  private static boolean reached(
      Consumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private Consumer<String, byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>(settings.kafka());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    return consumer(properties);
  }

  private static Consumer<String, byte[]> consumer(Map<String, Object> properties) {
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
