package io.headwater.app.dev;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Measures, as a {@code read_committed} consumer, how old each state record is when it arrives:
 * from the source's commit to the consumer's hands. What was committed before {@link #begin} is not
 * counted: the consumer itself may have come late to it. One thread measures.
 */
final class LatencyProbe {

  private static final int INITIAL_SAMPLES = 16_384;

  private double[] millis = new double[INITIAL_SAMPLES];
  private int count;
  private volatile Instant since = Instant.MAX;

  /** Counts the changes that the source commits from now on; any thread. */
  void begin() {
    since = Instant.now();
  }

  /** A state change, deletes included, arrives now. */
  void measure(PublishedState state) {
    Instant now = Instant.now();
    if (state.timestamp().isBefore(since)) {
      return;
    }
    if (count == millis.length) {
      millis = Arrays.copyOf(millis, count * 2);
    }
    millis[count++] = Duration.between(state.timestamp(), now).toNanos() / 1e6;
  }

  /**
   * What was measured.
   *
   * @param changes the state changes seen, deletes included
   * @param p50 median, in milliseconds
   * @param p99 99th percentile, in milliseconds
   */
  record Latencies(int changes, double p50, double p99) {}

  /** What was measured; after the last measurement. */
  Latencies latencies() {
    Arrays.sort(millis, 0, count);
    return new Latencies(count, percentile(0.50), percentile(0.99));
  }

  private double percentile(double share) {
    return count == 0 ? 0 : millis[Math.min(count - 1, (int) (count * share))];
  }
}
