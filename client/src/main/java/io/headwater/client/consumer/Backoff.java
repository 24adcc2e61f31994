package io.headwater.client.consumer;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that double from the first to the longest.
 *
 * @param first the first wait; more than zero
 * @param max the longest wait; at least the first
 * @param jitter which part of a wait is left to chance, from 0 to 1
 */
public record Backoff(Duration first, Duration max, double jitter) {

  private static final int MAX_DOUBLINGS = 30;

  /** Refuses waits that mean nothing. */
  public Backoff {
    if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "Waits grow from more than zero: first " + first + ", max " + max);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("Jitter is between 0 and 1: " + jitter);
    }
  }

  /**
   * The wait after so many failures in a row.
   *
   * @param failures at least 1
   */
  public Duration after(int failures, RandomGenerator random) {
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    long limit = max.toMillis();
    long full = Math.min(limit, Math.max(1, first.toMillis()) << doublings);
    long wait = full - (long) (full * jitter * random.nextDouble());
    return Duration.ofMillis(Math.max(1, wait));
  }
}
