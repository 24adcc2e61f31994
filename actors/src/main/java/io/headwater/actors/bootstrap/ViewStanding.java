package io.headwater.actors.bootstrap;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far a type is read, and since when each of its partitions is known to keep up; pure.
 *
 * <p>Partitions are never summed up before they are compared: what one has read beyond a known end
 * says nothing of what another has not.
 *
 * @param next the next offset of each partition
 * @param keptUpAtNanos when each partition moved, or was at a known end, for the last time
 * @param atEndOnce the partitions that were at their known ends at some time
 * @param hasCaughtUp whether all of them were, each at its time: under load they need not be at one
 */
record ViewStanding(
    Map<Integer, Long> next,
    Map<Integer, Long> keptUpAtNanos,
    Set<Integer> atEndOnce,
    boolean hasCaughtUp) {

  /**
   * A partition that has neither moved nor been at its known end for so long is stalled. Longer
   * than a broker takes to restart, so that no node is unready because of that; and whoever is
   * merely behind, such as in a burst, moves.
   */
  static final Duration STALL_LIMIT = Duration.ofMinutes(1);

  ViewStanding {
    next = Map.copyOf(next);
    keptUpAtNanos = Map.copyOf(keptUpAtNanos);
    atEndOnce = Set.copyOf(atEndOnce);
  }

  static ViewStanding beginning() {
    return new ViewStanding(Map.of(), Map.of(), Set.of(), false);
  }

  /**
   * The standing after a poll.
   *
   * @param reached the next offset of each partition
   * @param ends the end of each partition as it was known before the poll; empty while unknown
   */
  ViewStanding at(Map<Integer, Long> reached, Map<Integer, Long> ends, long nowNanos) {
    Map<Integer, Long> keptUp = new HashMap<>();
    Set<Integer> atEnd = new HashSet<>(atEndOnce);
    reached.forEach(
        (partition, offset) -> {
          boolean isAtEnd = isAtEnd(partition, offset, ends);
          boolean keepsUp = isAtEnd || !offset.equals(next.get(partition));
          keptUp.put(
              partition, keepsUp ? nowNanos : keptUpAtNanos.getOrDefault(partition, nowNanos));
          if (isAtEnd) {
            atEnd.add(partition);
          }
        });
    boolean catchesUp = !ends.isEmpty() && atEnd.containsAll(ends.keySet());
    return new ViewStanding(reached, keptUp, atEnd, hasCaughtUp || catchesUp);
  }

  /** Whether a partition's known end is not beyond an offset; false while it is unknown. */
  static boolean isAtEnd(int partition, long offset, Map<Integer, Long> ends) {
    return offset >= ends.getOrDefault(partition, Long.MAX_VALUE);
  }

  /** Whether that is true of every partition. */
  static boolean isAtEnds(Map<Integer, Long> reached, Map<Integer, Long> ends) {
    return !ends.isEmpty()
        && ends.keySet().stream()
            .allMatch(partition -> isAtEnd(partition, reached.getOrDefault(partition, 0L), ends));
  }

  boolean hasReached(Map<Integer, Long> ends) {
    return isAtEnds(next, ends);
  }

  /** The records before the ends that are not read yet. */
  long lag(Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - next.getOrDefault(end.getKey(), 0L)))
        .sum();
  }

  /** The partition that has been stalled for the longest time, and for how long. */
  Optional<Stall> stall(long nowNanos) {
    return keptUpAtNanos.entrySet().stream()
        .map(keptUp -> new Stall(keptUp.getKey(), Duration.ofNanos(nowNanos - keptUp.getValue())))
        .filter(stall -> stall.lasts().compareTo(STALL_LIMIT) > 0)
        .max(Comparator.comparing(Stall::lasts));
  }

  record Stall(int partition, Duration lasts) {}
}
