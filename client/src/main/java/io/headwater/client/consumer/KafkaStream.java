package io.headwater.client.consumer;

import io.headwater.client.consume.StateFollower;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Opens the state topic, when it is still the one that the position is about. */
final class KafkaStream implements StateSource.Opener {

  private final Map<String, Object> kafkaSettings;
  private final ConsumerSettings settings;

  KafkaStream(Map<String, Object> kafkaSettings, ConsumerSettings settings) {
    this.kafkaSettings = Map.copyOf(kafkaSettings);
    this.settings = settings;
  }

  @Override
  public StateSource open(ConsumerPosition position, Set<Integer> paused)
      throws ProviderException, StreamLostException, InterruptedException {
    ConsumerPosition.Stream stream =
        position.stream()
            .orElseThrow(() -> new StreamLostException("The position names no stream.", false));
    try {
      requireSame(stream, describe(stream.topic()), position.partitions().size());
      StateFollower follower = StateFollower.from(kafkaSettings, stream.topic(), position.next());
      KafkaSource source = new KafkaSource(follower, settings.clock(), settings.lagInterval());
      for (int partition : paused) {
        source.pause(partition, position.next().getOrDefault(partition, 0L));
      }
      return source;
    } catch (InterruptException e) {
      throw KafkaSource.interrupted(e);
    }
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

  private TopicDescription describe(String topic) throws ProviderException, InterruptedException {
    Map<String, Object> own = new HashMap<>(kafkaSettings);
    own.keySet().retainAll(AdminClientConfig.configNames());
    try (Admin admin = Admin.create(own)) {
      Map<String, TopicDescription> found =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(StateFollower.BROKER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return Objects.requireNonNull(found.get(topic), "A topic that was asked for is told");
    } catch (ExecutionException | TimeoutException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new ProviderException(
            "Topic " + topic + " does not exist: check the brokers' address.", Optional.empty());
      }
      throw new ProviderException("The brokers do not tell about topic " + topic + ": " + e, e);
    }
  }
}
