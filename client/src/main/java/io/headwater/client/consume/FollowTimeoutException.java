package io.headwater.client.consume;

import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The end of a state topic was not reached in time; what was delivered stays delivered. */
public final class FollowTimeoutException extends RuntimeException {

  private final transient SortedMap<Integer, Long> lag;

  /** The end was that far away, per partition, when the time was up. */
  public FollowTimeoutException(String topic, Duration limit, SortedMap<Integer, Long> lag) {
    super(
        String.format(
            Locale.ROOT,
            "The end of topic %s was not reached within %d ms; offsets left per partition: %s."
                + " Check that the brokers answer, or allow more time and read on.",
            topic,
            limit.toMillis(),
            lag));
    this.lag = Collections.unmodifiableSortedMap(new TreeMap<>(lag));
  }

  /** The brokers did not even tell where the ends of those partitions are. */
  public FollowTimeoutException(
      String topic, Duration limit, Set<Integer> partitions, Throwable cause) {
    super(
        String.format(
            Locale.ROOT,
            "The ends of topic %s, partitions %s, were not told within %d ms. Check that the"
                + " brokers answer and that the topic has these partitions.",
            topic,
            partitions,
            limit.toMillis()),
        cause);
    this.lag = Collections.emptySortedMap();
  }

  /** Per partition that is not at its end, the number of offsets left; empty when unknown. */
  public SortedMap<Integer, Long> lag() {
    return lag;
  }
}
