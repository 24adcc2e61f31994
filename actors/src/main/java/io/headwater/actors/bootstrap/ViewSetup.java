package io.headwater.actors.bootstrap;

import io.headwater.core.resource.ResourceType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What the bootstrap view is made from.
 *
 * @param types the resource types
 * @param kafka properties of the consumers
 * @param epoch the epoch of a type's topic
 * @param end the sum of the end offsets, for {@code read_committed}, of a type's topic, at most
 *     {@link #END_AGE} old; -1 while unknown
 * @param tombstones how long a type's topic keeps tombstones at least
 */
public record ViewSetup(
    List<ResourceType> types,
    Map<String, String> kafka,
    Function<ResourceType, String> epoch,
    ToLongFunction<ResourceType> end,
    Function<ResourceType, Duration> tombstones) {

  /** How old a known end may be. */
  public static final Duration END_AGE = Duration.ofSeconds(1);

  public ViewSetup {
    types = List.copyOf(types);
    kafka = Map.copyOf(kafka);
  }
}
