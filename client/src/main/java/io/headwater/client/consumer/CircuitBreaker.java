package io.headwater.client.consumer;

import java.util.HashSet;
import java.util.Set;

/**
 * Tells a target that is away from changes that it refuses, by the failures in a row.
 *
 * <p>When the target turns out to work, what had failed is refused: it is not counted again before
 * it succeeds.
 */
final class CircuitBreaker {

  private static final int MIN_PARTITIONS = 2;

  private final int limit;
  private final Set<Integer> partitions = new HashSet<>();
  private final Set<Integer> refused = new HashSet<>();
  private int failures;
  private int openings;
  private boolean counted;

  CircuitBreaker(int limit) {
    this.limit = limit;
  }

  /** Changes of those partitions were written. */
  void succeeded(Set<Integer> written) {
    failures = 0;
    openings = 0;
    partitions.clear();
    refused.removeAll(written);
  }

  /** A change of that partition failed; whether the target counts as away now. */
  boolean failed(int partition) {
    if (refused.contains(partition)) {
      return false;
    }
    failures++;
    partitions.add(partition);
    counted = failures >= limit && partitions.size() >= MIN_PARTITIONS;
    return counted;
  }

  /** It opens, or stays open after a probe; how often in a row that is. */
  int opened() {
    openings++;
    return openings;
  }

  /** The target works; whether it had said itself that it did not. */
  boolean probed() {
    boolean wasAway = !counted;
    if (counted) {
      refused.addAll(partitions);
    }
    counted = false;
    failures = 0;
    partitions.clear();
    return wasAway;
  }
}
