package io.headwater.client.consume;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;

/** Followers of a given Kafka consumer, for the tests of other packages. */
public final class Followers {

  private Followers() {}

  /** Follows from those positions. */
  public static StateFollower of(
      Consumer<byte[], byte[]> kafka, String topic, Map<Integer, Long> positions) {
    return StateFollower.from(kafka, topic, positions);
  }
}
