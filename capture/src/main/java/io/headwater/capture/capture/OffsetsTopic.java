package io.headwater.capture.capture;

import io.headwater.core.capture.StoredPosition;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the engines' positions from their compacted topic. */
final class OffsetsTopic {

  private static final Duration POLL = Duration.ofMillis(200);

  /** Another source's open transaction may hold up the read until it is committed. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private OffsetsTopic() {}

  /**
   * The newest committed position of a source, whose former writers are fenced already.
   *
   * @throws ChangeLogException when the topic cannot be read to its end
   */
  static Optional<StoredPosition> position(ChangeLogSettings settings, String source) {
    byte[] key = source.getBytes(StandardCharsets.UTF_8);
    Optional<StoredPosition> newest = Optional.empty();
    try (KafkaConsumer<byte[], byte[]> committed =
        consumer(settings, IsolationLevel.READ_COMMITTED)) {
      int count = committed.partitionsFor(Topics.OFFSETS).size();
      TopicPartition partition = new TopicPartition(Topics.OFFSETS, Partitions.of(source, count));
      // The end for committed reads stands before the first open transaction of any source: a
      // position of this source may stand behind that.
      long end = end(settings, partition);
      committed.assign(List.of(partition));
      committed.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (committed.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> stored : committed.poll(POLL)) {
          if (Arrays.equals(stored.key(), key)) {
            newest = Optional.ofNullable(stored.value()).map(StoredPositions::decode);
          }
        }
        if (System.nanoTime() > deadline) {
          throw new ChangeLogException(
              ("the topic %s could not be read to its end within %s: another source's transaction is"
                      + " open; it ends or times out by itself, then try again")
                  .formatted(Topics.OFFSETS, LIMIT));
        }
      }
    }
    return newest;
  }

  private static long end(ChangeLogSettings settings, TopicPartition partition) {
    try (KafkaConsumer<byte[], byte[]> all = consumer(settings, IsolationLevel.READ_UNCOMMITTED)) {
      return all.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(
      ChangeLogSettings settings, IsolationLevel isolation) {
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
