package io.headwater.actors.bootstrap;

import io.headwater.core.bootstrap.BootstrapViewWriter;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
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
   * @param reached where each partition is read to
   * @param isProgress whether any position moved
   * @param endsAtStart the sum of the topic's end offsets when the reader started
   */
  record Polled(
      List<BootstrapViewWriter.Entry> entries,
      Map<Integer, BootstrapViewWriter.Reached> reached,
      boolean isProgress,
      long endsAtStart) {

    /** The sum of the next offsets. */
    long position() {
      return reached.values().stream().mapToLong(BootstrapViewWriter.Reached::next).sum();
    }
  }

  private final Consumer<String, byte[]> consumer;
  private final LongSupplier knownEnd;
  private final InstantSource clock;
  private final long endsAtStart;
  private final Map<Integer, Long> positions;
  private final Map<Integer, Instant> asOf = new HashMap<>();

  StateTopicReader(
      Map<String, String> kafka,
      ResourceType type,
      StreamPositions from,
      LongSupplier knownEnd,
      InstantSource clock) {
    this.knownEnd = knownEnd;
    this.clock = clock;
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
    this.positions = new HashMap<>(from.next());
  }

  Polled poll() {
    Instant atEnd = clock.instant().minus(ViewSetup.END_AGE);
    long end = knownEnd.getAsLong();
    List<BootstrapViewWriter.Entry> entries = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> consumed : consumer.poll(POLL)) {
      Instant written = Instant.ofEpochMilli(consumed.timestamp());
      entries.add(
          new BootstrapViewWriter.Entry(
              consumed.partition(), consumed.offset(), written, consumed.key(), content(consumed)));
      asOf.put(consumed.partition(), written);
    }
    Map<Integer, BootstrapViewWriter.Reached> reached = new HashMap<>();
    boolean isProgress = false;
    for (TopicPartition partition : consumer.assignment()) {
      long next = consumer.position(partition);
      Long before = positions.put(partition.partition(), next);
      isProgress |= before == null || before != next;
    }
    // What is written behind the end that was known is younger than that knowledge.
    boolean isAtEnd =
        end >= 0 && positions.values().stream().mapToLong(Long::longValue).sum() >= end;
    positions.forEach(
        (partition, next) ->
            reached.put(
                partition,
                new BootstrapViewWriter.Reached(
                    next, isAtEnd ? atEnd : asOf.getOrDefault(partition, Instant.EPOCH))));
    return new Polled(entries, reached, isProgress, endsAtStart);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
  }

  private static BootstrapViewWriter.Content content(ConsumerRecord<String, byte[]> consumed) {
    if (consumed.value() == null) {
      return new BootstrapViewWriter.Content.Tombstone();
    }
    Bytes value = Bytes.of(consumed.value());
    Header type = consumed.headers().lastHeader("ce_type");
    return type != null && new String(type.value(), StandardCharsets.UTF_8).endsWith(DELETE_SUFFIX)
        ? new BootstrapViewWriter.Content.Deletion(value)
        : new BootstrapViewWriter.Content.State(value);
  }
}
