package io.headwater.core.bootstrap;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The next offset to consume of each partition of a state topic.
 *
 * @param epoch the identity of the topic; positions of another epoch mean nothing
 * @param next by partition
 */
public record StreamPositions(String epoch, SortedMap<Integer, Long> next) {

  public StreamPositions {
    next = Collections.unmodifiableSortedMap(new TreeMap<>(next));
  }

  /** Positions from any map. */
  public static StreamPositions of(String epoch, Map<Integer, Long> next) {
    return new StreamPositions(epoch, new TreeMap<>(next));
  }

  /** Only that partition's position. */
  public StreamPositions only(int partition) {
    Long position = next.get(partition);
    return new StreamPositions(
        epoch, position == null ? new TreeMap<>() : new TreeMap<>(Map.of(partition, position)));
  }
}
