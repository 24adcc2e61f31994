package io.headwater.persistence.journal;

import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
 * Brings the local store up to the end of partitions of the journal topic, from the store's own
 * offsets.
 *
 * <p>To be called after former writers were fenced and their transactions have ended: then the end
 * that {@code read_committed} shows is the end of all that was ever acknowledged. Thread-safe, as
 * long as no two calls share a partition.
 */
final class JournalTail {

  private static final Logger LOG = LoggerFactory.getLogger(JournalTail.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STALL_LIMIT = Duration.ofSeconds(60);
  private static final long LOG_EVERY = 200_000;
  private static final int MAX_POLL_RECORDS = 10_000;
  private static final int FETCH_BYTES = 16 << 20;

  private static final int MAX_KEY_TOLD = 200;
  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}");
  private static final String MEND =
      "stop what writes to this topic, and replace the record as docs/journal-format.md says under 'A record of somebody else'";

  private final JournalSettings settings;
  private final JournalStore store;

  JournalTail(JournalSettings settings, JournalStore store) {
    this.settings = settings;
    this.store = store;
  }

  /** Applies what the store lacks of these partitions and returns the number of records read. */
  long catchUp(Collection<Integer> partitionNumbers) {
    if (partitionNumbers.isEmpty()) {
      return 0;
    }
    try (Consumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          partitionNumbers.stream()
              .map(partition -> new TopicPartition(Topics.JOURNAL, partition))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
      long lacking = 0;
      for (TopicPartition partition : partitions) {
        long next = store.nextOffset(partition.partition()).orElse(0L);
        consumer.seek(partition, next);
        long start = Math.max(next, starts.getOrDefault(partition, 0L));
        lacking += Math.max(0, ends.getOrDefault(partition, 0L) - start);
      }
      requireNotAhead(partitions);
      return read(consumer, ends, lacking);
    }
  }

  private long read(
      Consumer<String, byte[]> consumer, Map<TopicPartition, Long> ends, long lacking) {
    long read = 0;
    long progressAt = System.nanoTime();
    Map<Integer, Long> positions = positions(consumer);
    while (!reached(consumer, ends)) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      apply(consumer, records);
      // Aborted records and markers are progress too.
      boolean isStill = positions.equals(positions(consumer));
      positions = positions(consumer);
      if (isStill && System.nanoTime() - progressAt > STALL_LIMIT.toNanos()) {
        throw new JournalException(
            "the journal topic's tail cannot be read: no record in %s, at %s of %s; mend: check the broker"
                .formatted(STALL_LIMIT, positions(consumer), ends));
      }
      if (!isStill) {
        progressAt = System.nanoTime();
      }
      if (!records.isEmpty()) {
        if (read / LOG_EVERY != (read + records.count()) / LOG_EVERY) {
          LOG.info("journal tail: {} records read of at most {}", read + records.count(), lacking);
        }
        read += records.count();
      }
    }
    // Markers of transactions take offsets too: the store stands behind the last one.
    apply(consumer, ConsumerRecords.empty());
    return read;
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
    List<KeyedEntry> changed = new ArrayList<>(records.count());
    for (ConsumerRecord<String, byte[]> journaled : records) {
      if (journaled.value() != null) {
        changed.add(keyed(journaled));
      }
    }
    store.apply(changed, positions(consumer));
  }

  /** The entry of a record, which must be one that this journal writes there. */
  private KeyedEntry keyed(ConsumerRecord<String, byte[]> journaled) {
    if (journaled.key() == null) {
      throw new JournalException("%s has no key; mend: %s".formatted(place(journaled), MEND));
    }
    String persistenceId = History.persistenceId(journaled.key());
    int partition = settings.partition(persistenceId);
    if (partition != journaled.partition()) {
      throw new JournalException(
          "%s belongs to partition %d of %d; mend: if the topic was given more partitions, start over with new topics; else %s"
              .formatted(place(journaled), partition, settings.partitions(), MEND));
    }
    try {
      return new KeyedEntry(persistenceId, JournalEntry.decode(journaled.value()));
    } catch (JournalException e) {
      throw new JournalException(
          "%s cannot be read: %s; if Headwater has not written it, %s"
              .formatted(place(journaled), e.getMessage(), MEND),
          e);
    }
  }

  private static String place(ConsumerRecord<String, byte[]> journaled) {
    String key = UNPRINTABLE.matcher(String.valueOf(journaled.key())).replaceAll("?");
    return "the record with key '%s' at offset %d of %s-%d"
        .formatted(
            key.substring(0, Math.min(key.length(), MAX_KEY_TOLD)),
            journaled.offset(),
            journaled.topic(),
            journaled.partition());
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
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    return consumer(properties);
  }

  private static Consumer<String, byte[]> consumer(Map<String, Object> properties) {
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
