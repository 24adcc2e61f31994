package io.headwater.actors.publish;

import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.pekko.persistence.query.Offset;

/**
 * Reads how far a read journal is published. The topic of the offsets is compacted, so that reading
 * it takes no longer as it ages.
 */
public final class PublishedOffsets {

  private static final Duration POLL = Duration.ofMillis(200);

  /** A source's open transaction may hold up the read until it is committed. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Map<String, String> kafka;
  private final PublishSettings settings;

  /** Offsets on the broker of these client properties. */
  public PublishedOffsets(Map<String, String> kafka, PublishSettings settings) {
    this.kafka = Map.copyOf(kafka);
    this.settings = settings;
  }

  /**
   * The newest committed offset; empty when this read journal was never published.
   *
   * @throws PublishException when the topic cannot be read to its end
   */
  public Optional<Offset> newest() {
    byte[] key = settings.offsetKey().getBytes(StandardCharsets.UTF_8);
    Optional<Offset> newest = Optional.empty();
    try (KafkaConsumer<byte[], byte[]> committed = consumer(IsolationLevel.READ_COMMITTED)) {
      int count = committed.partitionsFor(Topics.OFFSETS).size();
      TopicPartition partition =
          new TopicPartition(Topics.OFFSETS, Partitions.of(settings.offsetKey(), count));
      // The end for committed reads stands before the first open transaction of any source: an
      // offset of this journal may stand behind that.
      long end = end(List.of(partition)).getOrDefault(partition, 0L);
      committed.assign(List.of(partition));
      committed.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (committed.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> stored : committed.poll(POLL)) {
          if (Arrays.equals(stored.key(), key)) {
            newest = Optional.ofNullable(stored.value()).map(PublishedOffset::decode);
          }
        }
        if (System.nanoTime() - deadline > 0) {
          throw new PublishException(
              "the topic %s could not be read to its end within %s: a transaction is open; it ends or times out by itself, then try again"
                  .formatted(Topics.OFFSETS, LIMIT));
        }
      }
    }
    return newest;
  }

  /**
   * Makes sure that the journal may publish to these topics: it did before, or they were never
   * written to.
   *
   * @throws PublishException when another journal has written to them: its versions would go back
   */
  public void requireOwn(Collection<ResourceType> types) {
    if (newest().isEmpty()) {
      requireUnwritten(types);
    }
  }

  void requireUnwritten(Collection<ResourceType> types) {
    for (ResourceType type : types) {
      List<TopicPartition> partitions = partitions(Topics.state(type));
      if (end(partitions).values().stream().anyMatch(end -> end > 0)) {
        throw new PublishException(
            "topic %s holds states of another journal than %s, and versions would go back; mend: configure the journal that wrote them, or start over with new topics"
                .formatted(Topics.state(type), settings.readJournal()));
      }
    }
  }

  private List<TopicPartition> partitions(String topic) {
    return IntStream.range(0, settings.partitions())
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  private Map<TopicPartition, Long> end(List<TopicPartition> partitions) {
    try (KafkaConsumer<byte[], byte[]> all = consumer(IsolationLevel.READ_UNCOMMITTED)) {
      return all.endOffsets(partitions);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(IsolationLevel isolation) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
