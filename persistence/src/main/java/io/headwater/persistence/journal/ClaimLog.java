package io.headwater.persistence.journal;

import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The log of claims: which writers may have records of which partitions under way.
 *
 * <p>One partition, compacted, so all nodes see claims in one order: who claims later comes first.
 * Its records are not transactional: a claim must be visible while the former owner still has a
 * transaction open. Thread-safe.
 */
final class ClaimLog implements Claims, AutoCloseable {

  private static final TopicPartition PARTITION = new TopicPartition(Topics.JOURNAL_OWNERS, 0);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration READ_LIMIT = Duration.ofSeconds(60);

  /** Far below the topic's delete.retention.ms. */
  private static final Duration READ_ANEW_AFTER = Duration.ofMinutes(10);

  /** In the order of the log: a claim that is made again moves to the end. */
  private final Map<String, byte[]> live = new LinkedHashMap<>();

  private long readAt = System.nanoTime();
  private final Producer<String, byte[]> producer;
  private final Consumer<String, byte[]> consumer;

  ClaimLog(Map<String, String> kafka) {
    Map<String, Object> writing = new HashMap<>(kafka);
    writing.put(ProducerConfig.ACKS_CONFIG, "all");
    writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    writing.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    this.producer = new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
    Map<String, Object> reading = new HashMap<>(kafka);
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.consumer =
        new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(PARTITION));
    consumer.seekToBeginning(List.of(PARTITION));
  }

  @Override
  public synchronized void claim(Collection<Claim> claims) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (Claim claim : claims) {
      records.add(new ProducerRecord<>(PARTITION.topic(), 0, claim.key(), claim.encode()));
    }
    write(records);
  }

  @Override
  public synchronized void release(Collection<Claim> claims) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (Claim claim : claims) {
      records.add(new ProducerRecord<>(PARTITION.topic(), 0, claim.key(), null));
    }
    write(records);
  }

  @Override
  public synchronized List<Claim> read() {
    try {
      if (System.nanoTime() - readAt > READ_ANEW_AFTER.toNanos()) {
        // The end of a claim may have been compacted away since; so may the whole topic.
        live.clear();
        consumer.seekToBeginning(List.of(PARTITION));
      }
      long end =
          Optional.ofNullable(consumer.endOffsets(List.of(PARTITION)).get(PARTITION)).orElse(0L);
      long deadline = System.nanoTime() + READ_LIMIT.toNanos();
      while (consumer.position(PARTITION) < end) {
        for (ConsumerRecord<String, byte[]> one : consumer.poll(POLL)) {
          live.remove(one.key());
          if (one.value() != null) {
            live.put(one.key(), one.value());
          }
        }
        if (System.nanoTime() - deadline > 0) {
          throw new JournalException(
              "%s cannot be read to its end at %d within %s; mend: check the broker"
                  .formatted(PARTITION, end, READ_LIMIT));
        }
      }
      readAt = System.nanoTime();
      // Decoded each time: a claim that cannot be read must never be overlooked.
      return live.values().stream().map(Claim::decode).toList();
    } catch (KafkaException e) {
      throw new JournalException(
          "cannot read %s: %s; mend: check the broker, and that this client may read the topic"
              .formatted(PARTITION.topic(), e.getMessage()),
          e);
    }
  }

  @Override
  public synchronized void close() {
    producer.close(Duration.ZERO);
    consumer.close();
  }

  private void write(List<ProducerRecord<String, byte[]>> records) {
    List<Future<RecordMetadata>> written = new ArrayList<>();
    try {
      for (ProducerRecord<String, byte[]> one : records) {
        written.add(producer.send(one));
      }
      for (Future<RecordMetadata> one : written) {
        one.get();
      }
    } catch (ExecutionException | KafkaException e) {
      throw new JournalException(
          "cannot write to %s: %s; mend: check the broker, and that this client may write to the topic"
              .formatted(PARTITION.topic(), e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalException("interrupted while a claim was written", e);
    }
  }
}
