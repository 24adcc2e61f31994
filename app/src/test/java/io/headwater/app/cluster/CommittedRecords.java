package io.headwater.app.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * All committed records of a topic from its first on, each turned into something once. Not safe for
 * several threads.
 *
 * @param <T> what they are turned into
 */
final class CommittedRecords<T> implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String topic;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Function<Committed, T> form;
  private final List<T> records = new ArrayList<>();

  CommittedRecords(Map<String, Object> kafka, String topic, Function<Committed, T> form) {
    this.topic = topic;
    this.form = form;
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    partitions.forEach(partition -> consumer.seek(partition, 0));
  }

  /** A record. */
  static final class Committed {

    private final int partition;
    private final long offset;
    private final String key;
    private final Optional<byte[]> value;

    private Committed(int partition, long offset, String key, Optional<byte[]> value) {
      this.partition = partition;
      this.offset = offset;
      this.key = key;
      this.value = value;
    }

    int partition() {
      return partition;
    }

    long offset() {
      return offset;
    }

    String key() {
      return key;
    }

    /** Its value; empty for a tombstone. */
    Optional<byte[]> value() {
      return value;
    }

    Optional<String> text() {
      return value.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** Those until now, which is behind every transaction that has ended; in order by partition. */
  List<T> readAll() {
    long startedAt = System.nanoTime();
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer
          .poll(POLL)
          .forEach(
              read ->
                  records.add(
                      form.apply(
                          new Committed(
                              read.partition(),
                              read.offset(),
                              Optional.ofNullable(read.key()).orElse(""),
                              Optional.ofNullable(read.value())))));
      if (System.nanoTime() - startedAt > LIMIT.toNanos()) {
        throw new IllegalStateException("%s cannot be read to %s".formatted(topic, ends));
      }
    }
    return List.copyOf(records);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
