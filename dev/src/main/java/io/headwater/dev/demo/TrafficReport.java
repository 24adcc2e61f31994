package io.headwater.dev.demo;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the traffic has done so far.
 *
 * @param transactions finished transactions per kind, every kind present
 * @param elapsed from the start to now, or to the end
 * @param behind how late the most delayed thread was at its last transaction
 * @param errors failed transactions; the first one ends the traffic
 * @param firstError what failed first
 */
public record TrafficReport(
    Map<DemoTransaction, Long> transactions,
    Duration elapsed,
    Duration behind,
    long errors,
    Optional<Throwable> firstError) {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Finished transactions of all kinds, rolled-back ones included. */
  public long total() {
    return transactions.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Finished transactions per second since the start. */
  public double achievedRate() {
    return elapsed.isZero() ? 0 : total() * NANOS_PER_SECOND / elapsed.toNanos();
  }
}
