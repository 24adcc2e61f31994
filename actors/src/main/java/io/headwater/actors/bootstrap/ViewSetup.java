package io.headwater.actors.bootstrap;

import io.headwater.core.resource.ResourceType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the bootstrap view is made from.
 *
 * @param types the resource types
 * @param kafka properties of the consumers
 * @param epoch asks Kafka for the epoch of a type's topic as of now; empty when there is no topic;
 *     it may block for a moment, and throw a {@code KafkaException} when Kafka does not tell
 * @param ends the end offset, for {@code read_committed}, of each partition of a type's topic, at
 *     most {@link #END_AGE} old; empty while unknown
 * @param tombstones how long a type's topic keeps tombstones at least
 */
public record ViewSetup(
    List<ResourceType> types,
    Map<String, String> kafka,
    Function<ResourceType, Optional<String>> epoch,
    Function<ResourceType, Map<Integer, Long>> ends,
    Function<ResourceType, Duration> tombstones) {

  /** How old known ends may be. */
  public static final Duration END_AGE = Duration.ofSeconds(2);

  public ViewSetup {
    types = List.copyOf(types);
    kafka = Map.copyOf(kafka);
  }
}
