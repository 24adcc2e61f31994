package io.headwater.client.consumer;

import java.util.HashSet;
import java.util.Set;

/** Tells a target that is away from a few resources that it refuses. */
final class CircuitBreaker {

  private static final int MIN_PARTITIONS = 2;

  private final int limit;
  private final Set<Integer> partitions = new HashSet<>();
  private int failures;
  private int openings;

  CircuitBreaker(int limit) {
    this.limit = limit;
  }

  void succeeded() {
    failures = 0;
    openings = 0;
    partitions.clear();
  }

  /** A change of that partition failed; whether the target counts as away now. */
  boolean failed(int partition) {
    failures++;
    partitions.add(partition);
    return failures >= limit && partitions.size() >= MIN_PARTITIONS;
  }

  /** It opens, or stays open after a probe; how often in a row that is. */
  int opened() {
    failures = 0;
    partitions.clear();
    openings++;
    return openings;
  }
}
