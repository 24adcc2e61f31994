package io.headwater.client.consumer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Tells whether the state topic is still the one that a position is about. */
final class TopicIdentity implements KafkaSource.Identity {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(3);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Admin admin;
  private final ConsumerPosition.Stream stream;
  private final int partitions;

  TopicIdentity(Map<String, Object> kafkaSettings, ConsumerPosition.Stream stream, int partitions) {
    Map<String, Object> own = new HashMap<>(kafkaSettings);
    own.keySet().retainAll(AdminClientConfig.configNames());
    // Short, so that another broker is asked within the limit when one is gone.
    own.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_LIMIT.toMillis()));
    this.admin = Admin.create(own);
    this.stream = stream;
    this.partitions = partitions;
  }

  @Override
  public void require() throws ProviderException, StreamLostException, InterruptedException {
    requireSame(stream, describe(), partitions);
  }

  @Override
  public void close() {
    admin.close(CLOSE_LIMIT);
  }

  /** Refuses a topic that was made anew, or has other partitions. */
  static void requireSame(ConsumerPosition.Stream stream, TopicDescription found, int partitions)
      throws StreamLostException {
    if (!found.topicId().toString().equals(stream.epoch())) {
      throw new StreamLostException("Topic " + stream.topic() + " was made anew.", false);
    }
    if (found.partitions().size() != partitions) {
      throw new StreamLostException(
          String.format(
              Locale.ROOT,
              "Topic %s has %d partitions, not %d as it had.",
              stream.topic(),
              found.partitions().size(),
              partitions),
          false);
    }
  }

  private TopicDescription describe() throws ProviderException, InterruptedException {
    String topic = stream.topic();
    try {
      Map<String, TopicDescription> found =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return Objects.requireNonNull(found.get(topic), "A topic that was asked for is told");
    } catch (ExecutionException | TimeoutException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new ProviderException(
            "Topic " + topic + " does not exist: check the brokers' address.", Optional.empty());
      }
      throw new ProviderException(
          "The brokers do not tell about topic " + topic + ": " + e + ". Check their address.", e);
    }
  }
}
