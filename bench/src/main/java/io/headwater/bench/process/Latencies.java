package io.headwater.bench.process;

import java.time.Duration;
import java.util.Arrays;

/** Every latency of a run, in microseconds. Not thread-safe. */
final class Latencies {

  private static final int FIRST_CAPACITY = 1 << 20;

  private int[] micros;
  private int count;

  Latencies() {
    this(FIRST_CAPACITY);
  }

  /** For about so many; there may be more. */
  Latencies(int capacity) {
    this.micros = new int[capacity];
  }

  void add(long nanos) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, count * 2);
    }
    micros[count++] = (int) Math.min(nanos / 1_000, Integer.MAX_VALUE);
  }

  /** Takes over all of another run, or part of one. */
  void addAll(Latencies others) {
    if (count + others.count > micros.length) {
      micros = Arrays.copyOf(micros, Math.max(count + others.count, count * 2));
    }
    System.arraycopy(others.micros, 0, micros, count, others.count);
    count += others.count;
  }

  int count() {
    return count;
  }

  /** Makes the percentiles readable; to be called once, after the last latency. */
  void sort() {
    Arrays.sort(micros, 0, count);
  }

  /** The latency that this share of all did not exceed; zero when there is none. */
  Duration percentile(double share) {
    if (count == 0) {
      return Duration.ZERO;
    }
    int index = (int) Math.ceil(share * count) - 1;
    return Duration.ofNanos(micros[Math.max(0, index)] * 1_000L);
  }
}
