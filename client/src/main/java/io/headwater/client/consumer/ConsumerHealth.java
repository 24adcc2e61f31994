package io.headwater.client.consumer;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a consumer is doing.
 *
 * @param upToDate whether everything that was there at the last look was applied
 * @param lag how many records of the stream are not applied yet; empty while that is unknown
 * @param pausedPartitions the partitions that wait for another try
 * @param problem what is wrong now: no values of documents, unless what the sink throws has some
 * @param applied how many states and changes were applied since the start
 * @param bootstraps how many bootstraps were begun since the start
 * @param position the stream's token behind what was applied; empty text before there is one
 */
public record ConsumerHealth(
    Phase phase,
    boolean upToDate,
    OptionalLong lag,
    Set<Integer> pausedPartitions,
    Optional<String> problem,
    long applied,
    long bootstraps,
    String position) {

  /** What a consumer is at. */
  public enum Phase {
    /** It finds out where the sink stands. */
    STARTING,
    /** It downloads all states. */
    BOOTSTRAPPING,
    /** It applies changes as they come. */
    FOLLOWING,
    /** The target is unavailable; nothing is applied. */
    CIRCUIT_OPEN,
    /** It was closed. */
    STOPPED,
    /** Something that no retry mends, such as an {@link Error} in the sink, has ended it. */
    FAILED
  }

  /** Keeps its own copy of the partitions. */
  public ConsumerHealth {
    pausedPartitions = Set.copyOf(pausedPartitions);
  }

  static ConsumerHealth starting() {
    return new ConsumerHealth(
        Phase.STARTING, false, OptionalLong.empty(), Set.of(), Optional.empty(), 0, 0, "");
  }
}
