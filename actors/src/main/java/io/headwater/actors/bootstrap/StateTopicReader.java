package io.headwater.actors.bootstrap;

import io.headwater.core.bootstrap.BootstrapViewWriter;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads all partitions of one state topic from given positions. Used by one thread at a time. */
final class StateTopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final int MAX_POLL_RECORDS = 2_000;
  private static final String DELETE_SUFFIX = ".delete";

  /**
   * What one poll gave.
   *
   * @param next the positions after it
   * @param isProgress whether any position moved
   * @param endsAtStart the sum of the topic's end offsets when the reader started
   */
  record Polled(
      List<BootstrapViewWriter.Entry> entries,
      Map<Integer, Long> next,
      boolean isProgress,
      long endsAtStart) {}

  private final Consumer<String, byte[]> consumer;
  private final long endsAtStart;
  private Map<Integer, Long> positions;

  StateTopicReader(Map<String, String> kafka, ResourceType type, StreamPositions from) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    this.consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.state(type)).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    for (TopicPartition partition : partitions) {
      consumer.seek(partition, from.next().getOrDefault(partition.partition(), 0L));
    }
    this.endsAtStart =
        consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    this.positions = Map.copyOf(from.next());
  }

  Polled poll() {
    List<BootstrapViewWriter.Entry> entries = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> consumed : consumer.poll(POLL)) {
      entries.add(
          new BootstrapViewWriter.Entry(
              consumed.partition(),
              consumed.key(),
              isRemoval(consumed) ? Optional.empty() : Optional.of(Bytes.of(consumed.value()))));
    }
    Map<Integer, Long> next = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      next.put(partition.partition(), consumer.position(partition));
    }
    boolean progress = !next.equals(positions);
    positions = next;
    return new Polled(entries, next, progress, endsAtStart);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
  }

  /** A tombstone, or the delete record before it. */
  private static boolean isRemoval(ConsumerRecord<String, byte[]> consumed) {
    if (consumed.value() == null) {
      return true;
    }
    Header type = consumed.headers().lastHeader("ce_type");
    return type != null && new String(type.value(), StandardCharsets.UTF_8).endsWith(DELETE_SUFFIX);
  }
}
