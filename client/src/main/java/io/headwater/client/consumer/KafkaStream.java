package io.headwater.client.consumer;

import io.headwater.client.consume.StateFollower;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.InterruptException;

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
    TopicIdentity identity = new TopicIdentity(kafkaSettings, stream, position.partitions().size());
    boolean opened = false;
    try {
      identity.require();
      StateFollower follower = StateFollower.from(kafkaSettings, stream.topic(), position.next());
      KafkaSource source =
          new KafkaSource(follower, identity, settings.clock(), settings.lagInterval());
      for (int partition : paused) {
        source.pause(partition, position.next().getOrDefault(partition, 0L));
      }
      opened = true;
      return source;
    } catch (InterruptException e) {
      throw KafkaSource.interrupted(e);
    } finally {
      if (!opened) {
        identity.close();
      }
    }
  }
}
