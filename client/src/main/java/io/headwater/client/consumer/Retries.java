package io.headwater.client.consumer;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which partitions failed, how often in a row, and when each is tried again. */
final class Retries {

  /** A provider that wants to be left alone for longer is asked again all the same. */
  static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(1);

  private record Attempt(int failures, Instant due) {}

  private final ConsumerSettings settings;
  private final Map<Integer, Attempt> attempts = new HashMap<>();

  Retries(ConsumerSettings settings) {
    this.settings = settings;
  }

  void failed(int partition, Optional<Duration> atLeast) {
    Attempt before = attempts.getOrDefault(partition, new Attempt(0, Instant.EPOCH));
    int failures = before.failures() + 1;
    Duration wait = settings.backoff().after(failures, settings.random());
    attempts.put(
        partition, new Attempt(failures, settings.clock().instant().plus(longer(wait, atLeast))));
  }

  /** The wait, or the longer one that a provider has asked for, within reason. */
  static Duration longer(Duration wait, Optional<Duration> atLeast) {
    Duration wanted = atLeast.orElse(Duration.ZERO);
    Duration heard = wanted.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wanted;
    return heard.compareTo(wait) > 0 ? heard : wait;
  }

  void succeeded(int partition) {
    attempts.remove(partition);
  }

  /** Tries all of them at once. */
  void allDue() {
    attempts.replaceAll((ignored, attempt) -> new Attempt(attempt.failures(), Instant.EPOCH));
  }

  void clear() {
    attempts.clear();
  }

  boolean hasFailed(int partition) {
    return attempts.containsKey(partition);
  }

  boolean isWaiting(int partition) {
    Attempt attempt = attempts.get(partition);
    return attempt != null && attempt.due().isAfter(settings.clock().instant());
  }

  Set<Integer> failing() {
    return new TreeSet<>(attempts.keySet());
  }

  /** How long until the first of those is tried; at most the limit. */
  Duration untilDue(Collection<Integer> partitions, Duration limit) {
    Instant now = settings.clock().instant();
    Duration wait = limit;
    for (int partition : partitions) {
      Attempt attempt = attempts.get(partition);
      if (attempt != null && attempt.due().isBefore(now.plus(wait))) {
        wait = attempt.due().isAfter(now) ? Duration.between(now, attempt.due()) : Duration.ZERO;
      }
    }
    return wait;
  }
}
