package io.headwater.bench.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A way to get all states, and how long it took each time. Not thread-safe. */
final class Reading {

  /**
   * One pass.
   *
   * @param states the states that came
   * @param transferred the bytes that went over the connections, as far as it is known, else 0
   */
  record Pass(long states, long transferred) {}

  /** Reads all states once. */
  interface Way {
    Pass read() throws Exception;
  }

  private static final double NANOS = 1e9;
  private static final double MEGABYTE = 1e6;

  private final String name;
  private final Way way;
  private final WidgetStore store;
  private final List<Double> seconds = new ArrayList<>();
  private long transferred;

  /**
   * A way that was not tried yet.
   *
   * @param name its name among the figures
   * @param store what it must bring
   */
  Reading(String name, WidgetStore store, Way way) {
    this.name = name;
    this.way = way;
    this.store = store;
  }

  /** Reads all states without counting it, and tells nobody. */
  void warmUp() throws Exception {
    read();
  }

  /** Reads all states once more, and tells it on the error stream. */
  void measure() throws Exception {
    double last = read();
    seconds.add(last);
    System.err.printf(
        Locale.ROOT,
        "%-14s %6.2f s, %,6.1f MB/s, %,10.0f states/s%n",
        name,
        last,
        store.bytes() / MEGABYTE / last,
        store.states() / last);
  }

  String name() {
    return name;
  }

  /** The states per second of the best pass. */
  double statesPerSecond() {
    return store.states() / best();
  }

  /** The megabytes (of 1,000,000 bytes) of JSON per second of the best pass, however it is sent. */
  double megabytesPerSecond() {
    return store.bytes() / MEGABYTE / best();
  }

  /** The bytes of the last pass on the connections, or 0 when that is not known. */
  long transferred() {
    return transferred;
  }

  /** The seconds of each pass that was measured, in their order. */
  List<Double> seconds() {
    return List.copyOf(seconds);
  }

  private double best() {
    return seconds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  private double read() throws Exception {
    long startedAt = System.nanoTime();
    Pass pass = way.read();
    double took = (System.nanoTime() - startedAt) / NANOS;
    if (pass.states() != store.states()) {
      throw new IllegalStateException(
          "%s brought %,d of %,d states".formatted(name, pass.states(), store.states()));
    }
    transferred = pass.transferred();
    return took;
  }
}
