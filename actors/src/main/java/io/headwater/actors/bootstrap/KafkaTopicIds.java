package io.headwater.actors.bootstrap;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka for the ids of topics, which differ when a topic is made anew. Thread-safe. */
public final class KafkaTopicIds implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /** Short, so that another broker is asked within the limit when one is gone. */
  private static final Duration REQUEST_LIMIT = Duration.ofMillis(1_500);

  private final Admin admin;

  /** Connects to Kafka. */
  public KafkaTopicIds(Map<String, String> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_LIMIT.toMillis()));
    this.admin = Admin.create(settings);
  }

  /**
   * The topic's id as of now; empty when there is no such topic. Blocks for a moment.
   *
   * @throws KafkaException when Kafka does not tell
   */
  public Optional<String> id(String topic) {
    try {
      return Optional.of(
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
              .values()
              .iterator()
              .next()
              .topicId()
              .toString());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw new KafkaException("the id of the topic " + topic + " is unknown", e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException(
          "Kafka does not tell the id of the topic %s within %d s; mend: look whether Kafka is healthy"
              .formatted(topic, LIMIT.toSeconds()),
          e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    admin.close(CLOSE_LIMIT);
  }
}
