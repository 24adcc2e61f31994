package io.headwater.capture.capture.topics;

import io.headwater.core.normalize.RawRecord;
import io.headwater.core.quarantine.RefusedInput;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a single record of a raw topic again. */
final class OneRecord {

  /** The source waits meanwhile. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** For what is asked of the broker beside the record. */
  private static final Duration API_LIMIT = Duration.ofSeconds(3);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private OneRecord() {}

  /**
   * The record at that place; empty when it is there no more, or the topic was made anew.
   *
   * @param kafka the client's properties
   * @param properties the consumer's
   * @throws KafkaException when the broker does not give it in time
   */
  static Optional<RawRecord> read(
      Map<String, String> kafka, Map<String, Object> properties, RefusedInput.Place place) {
    Optional<String> id = topicId(kafka, place.topic());
    if (id.isEmpty() || place.topicId().filter(known -> !known.equals(id.get())).isPresent()) {
      return Optional.empty();
    }
    Map<String, Object> bounded = new HashMap<>(properties);
    bounded.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) API_LIMIT.toMillis());
    bounded.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) API_LIMIT.toMillis());
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(bounded, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      return read(consumer, place);
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }

  /** Empty when there is no such topic. */
  private static Optional<String> topicId(Map<String, String> kafka, String topic) {
    Map<String, Object> bounded = new HashMap<>(kafka);
    bounded.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) API_LIMIT.toMillis());
    bounded.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) API_LIMIT.toMillis());
    Admin admin = Admin.create(bounded);
    try {
      return Optional.of(
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get()
              .values()
              .iterator()
              .next()
              .topicId()
              .toString());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw new KafkaException("topic " + topic + " cannot be described", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while topic " + topic + " was described", e);
    } finally {
      admin.close(CLOSE_LIMIT);
    }
  }

  private static Optional<RawRecord> read(
      Consumer<byte[], byte[]> consumer, RefusedInput.Place place) {
    TopicPartition partition = new TopicPartition(place.topic(), place.partition());
    List<TopicPartition> only = List.of(partition);
    consumer.assign(only);
    long beginning = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
    long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
    if (place.offset() < beginning || place.offset() >= end) {
      return Optional.empty();
    }
    consumer.seek(partition, place.offset());
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (consumer.position(partition) <= place.offset()) {
      if (System.nanoTime() - deadline > 0) {
        throw new KafkaException("%s did not give a record for %s".formatted(partition, LIMIT));
      }
      for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(200))) {
        return found.offset() == place.offset()
            ? Optional.of(RawTopicsReader.raw(found))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
