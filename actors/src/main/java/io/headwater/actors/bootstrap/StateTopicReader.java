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
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
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
   * @param ends the ends that were known before; empty when they were not
   */
  record Polled(
      List<BootstrapViewWriter.Entry> entries,
      Map<Integer, BootstrapViewWriter.Reached> reached,
      boolean isProgress,
      Map<Integer, Long> ends) {

    /** The next offset of each partition. */
    Map<Integer, Long> next() {
      Map<Integer, Long> next = new HashMap<>();
      reached.forEach((partition, place) -> next.put(partition, place.next()));
      return next;
    }
  }

  private final Consumer<String, byte[]> consumer;
  private final ResourceType type;
  private final Supplier<Map<Integer, Long>> knownEnds;
  private final InstantSource clock;
  private final Map<Integer, Long> positions;
  private final Map<Integer, Instant> asOf = new HashMap<>();

  /** Takes a consumer, which {@link #close} closes. */
  StateTopicReader(
      Consumer<String, byte[]> consumer,
      ResourceType type,
      StreamPositions from,
      Supplier<Map<Integer, Long>> knownEnds,
      InstantSource clock) {
    this.consumer = consumer;
    this.type = type;
    this.knownEnds = knownEnds;
    this.clock = clock;
    this.positions = new HashMap<>(from.next());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.state(type)).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    for (TopicPartition partition : partitions) {
      Long next = from.next().get(partition.partition());
      if (next == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, next);
      }
    }
  }

  static StateTopicReader open(
      Map<String, String> kafka,
      ResourceType type,
      StreamPositions from,
      Supplier<Map<Integer, Long>> knownEnds,
      InstantSource clock) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    // A topic that was removed must not come back with the broker's defaults.
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    boolean isOpen = false;
    try {
      StateTopicReader reader = new StateTopicReader(consumer, type, from, knownEnds, clock);
      isOpen = true;
      return reader;
    } finally {
      if (!isOpen) {
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
      }
    }
  }

  /**
   * Reads what comes next.
   *
   * @throws IllegalStateException when the topic does not have what comes next
   */
  Polled poll() {
    try {
      return read();
    } catch (OffsetOutOfRangeException e) {
      throw new IllegalStateException(
          "the topic %s does not have the offsets %s that the view goes on from; if it was made anew, the view is built anew; mend: if it lost records, stop the node and remove the directory of its view"
              .formatted(Topics.state(type), e.offsetOutOfRangePartitions()),
          e);
    }
  }

  private Polled read() {
    Instant atEnd = clock.instant().minus(ViewSetup.END_AGE);
    Map<Integer, Long> ends = knownEnds.get();
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
    positions.forEach(
        (partition, next) ->
            reached.put(
                partition,
                new BootstrapViewWriter.Reached(
                    next,
                    // What is written behind the end that was known is younger than that knowledge.
                    ViewStanding.isAtEnd(partition, next, ends)
                        ? atEnd
                        : asOf.getOrDefault(partition, Instant.EPOCH))));
    return new Polled(entries, reached, isProgress, ends);
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
