package io.headwater.app.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.consume.DeliveredRecord;
import io.headwater.client.consume.StateFollower;
import io.headwater.client.consume.StateRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Measures, as a {@code read_committed} consumer, how old each state record is when it arrives:
 * from the source's commit to the consumer's hands. What was committed before {@link #begin} is not
 * counted: the probe itself may have come late to it.
 */
final class LatencyProbe implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
  private static final int INITIAL_SAMPLES = 16_384;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Thread thread;
  private final StateFollower follower;
  private double[] millis = new double[INITIAL_SAMPLES];
  private int count;
  private volatile Instant since = Instant.MAX;
  private volatile boolean stopping;
  private volatile Optional<Throwable> failure = Optional.empty();

  private LatencyProbe(StateFollower follower) {
    this.follower = follower;
    this.thread = new Thread(this::follow, "latency-probe");
    thread.setDaemon(true);
  }

  /** A probe that begins at these positions. */
  static LatencyProbe start(Map<String, Object> kafka, String topic, Map<Integer, Long> positions) {
    LatencyProbe probe = new LatencyProbe(StateFollower.from(kafka, topic, positions));
    probe.thread.start();
    return probe;
  }

  /** Counts the changes that the source commits from now on. */
  void begin() {
    since = Instant.now();
  }

  /**
   * What was measured.
   *
   * @param changes the state changes seen, deletes included
   * @param p50 median, in milliseconds
   * @param p99 99th percentile, in milliseconds
   */
  record Latencies(int changes, double p50, double p99) {}

  /** Stops and gives what was measured. */
  Latencies stop() {
    close();
    failure.ifPresent(
        cause -> {
          throw new IllegalStateException("the latency probe has failed", cause);
        });
    Arrays.sort(millis, 0, count);
    return new Latencies(count, percentile(0.50), percentile(0.99));
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(STOP_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private double percentile(double share) {
    return count == 0 ? 0 : millis[Math.min(count - 1, (int) (count * share))];
  }

  private void follow() {
    try (follower) {
      while (!stopping) {
        follower.poll(POLL, this::measure);
      }
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
  }

  private void measure(DeliveredRecord delivered) {
    switch (delivered.record()) {
      case StateRecord.Upsert upsert -> add(upsert.bytes());
      case StateRecord.Delete delete -> add(delete.bytes());
      case StateRecord.Tombstone ignored -> {}
    }
  }

  private void add(JsonBytes state) {
    Instant now = Instant.now();
    try {
      JsonNode timestamp = JSON.readTree(state.toByteArray()).path("timestamp");
      Instant committed = Instant.parse(timestamp.asText());
      if (committed.isBefore(since)) {
        return;
      }
      if (count == millis.length) {
        millis = Arrays.copyOf(millis, count * 2);
      }
      millis[count++] = Duration.between(committed, now).toNanos() / 1e6;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
