package io.headwater.client.consumer;

import io.headwater.client.consumer.ConsumerState.Following;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows the stream, look by look.
 *
 * <p>Whoever ends it in the middle, by an exception, closes it: the stream is then opened anew at
 * the state's position.
 */
final class FollowPhase implements AutoCloseable {

  private static final Duration AWAITED = Duration.ofMillis(200);

  private final ConsumerParts parts;
  private final StateSource.Opener opener;
  private final Retries retries;
  private final Set<Integer> paused = new HashSet<>();
  private @Nullable StateSource open;
  private @Nullable ChangeApplier applier;
  private @Nullable Goal goal;
  private SortedMap<Integer, Long> stored = Collections.emptySortedMap();
  private Instant storedAt = Instant.EPOCH;

  // Where the stream ended, as a look has found.
  private record Goal(long look, SortedMap<Integer, Long> ends) {

    long left(SortedMap<Integer, Long> next) {
      return ends.entrySet().stream()
          .mapToLong(end -> end.getValue() - next.getOrDefault(end.getKey(), 0L))
          .filter(behind -> behind > 0)
          .sum();
    }
  }

  FollowPhase(ConsumerParts parts, StateSource.Opener opener) {
    this.parts = parts;
    this.opener = opener;
    this.retries = new Retries(parts.settings());
  }

  /** Applies what the next look finds. */
  ConsumerState step(Following state)
      throws ProviderException, StreamLostException, SinkFailedException, InterruptedException {
    StateSource source = source(state.position());
    storeIfDue(state.position());
    resumeDue(source);
    Duration wait = retries.untilDue(paused, patience());
    if (paused.size() == state.position().partitions().size()) {
      parts.waits().sleep(wait);
      tell(state.position(), parts.status().look(), new StateSource.End.Behind());
      return state;
    }
    long look = parts.status().look();
    StateSource.Batch batch = parts.waits().interruptible(() -> source.poll(wait));
    verifyAge(state.position(), batch);
    return apply(state, source, batch, look);
  }

  /** The target works again. */
  void retryNow() {
    retries.allDue();
  }

  /** Nothing of what failed matters any more. */
  void forget() {
    close();
    retries.clear();
  }

  @Override
  public void close() {
    StateSource source = open;
    open = null;
    applier = null;
    goal = null;
    paused.clear();
    parts.status().behind();
    if (source != null) {
      source.close();
    }
  }

  private StateSource source(ConsumerPosition position)
      throws ProviderException, StreamLostException, InterruptedException {
    StateSource known = open;
    if (known == null) {
      Set<Integer> failing = retries.failing();
      known = parts.waits().interruptible(() -> opener.open(position, failing));
      open = known;
      applier = null;
      paused.addAll(failing);
      storedAt = parts.settings().clock().instant();
    }
    return known;
  }

  // A position that only markers and repetitions moved would look older than it is some day.
  private void storeIfDue(ConsumerPosition position) throws SinkFailedException {
    Instant now = parts.settings().clock().instant();
    if (now.isBefore(storedAt.plus(parts.settings().storeInterval()))) {
      return;
    }
    if (!position.next().equals(stored)) {
      parts.sink().apply(List.of(), position);
    }
    stored = position.next();
    storedAt = now;
  }

  private void resumeDue(StateSource source) {
    for (int partition : Set.copyOf(paused)) {
      if (!retries.isWaiting(partition)) {
        source.resume(partition);
        paused.remove(partition);
      }
    }
  }

  // Records that old may be what compaction has left: a deletion among them may be gone.
  private void verifyAge(ConsumerPosition position, StateSource.Batch batch)
      throws ProviderException, StreamLostException, InterruptedException {
    long kept = position.stream().map(ConsumerPosition.Stream::tombstonesMs).orElse(0L);
    Instant limit = parts.settings().clock().instant().minusMillis(kept / 2);
    Optional<String> token = position.token();
    if (kept > 0 && token.isPresent() && batch.oldest().filter(limit::isAfter).isPresent()) {
      Provider provider = parts.providers().current();
      parts
          .waits()
          .interruptible(
              () -> {
                provider.check(parts.type(), token.get());
                return true;
              });
    }
  }

  // Whoever waits to hear of the end waits for a look that begins after his call.
  private Duration patience() {
    Duration wait = parts.settings().pollWait();
    return parts.status().isAwaited() && wait.compareTo(AWAITED) > 0 ? AWAITED : wait;
  }

  private ConsumerState apply(
      Following state, StateSource source, StateSource.Batch batch, long look) {
    ChangeApplier known = applier;
    if (known == null) {
      known = new ChangeApplier(parts, retries, state.position());
      applier = known;
    }
    ChangeApplier.Outcome outcome = known.apply(batch.records());
    Set<Integer> stopped = new HashSet<>(outcome.stopped());
    batch
        .malformed()
        .filter(found -> !stopped.contains(found.partition()) && !outcome.circuitOpens())
        .ifPresent(
            found -> {
              stopped.add(found.partition());
              retries.failed(found.partition(), Optional.empty());
              parts.status().failing(retries.failing(), found.problem());
            });
    if (outcome.circuitOpens()) {
      return state.advanced(outcome.position()).circuit();
    }
    SortedMap<Integer, Long> read = new TreeMap<>(batch.next());
    read.keySet().removeAll(stopped);
    ConsumerPosition position = outcome.position().followed(read);
    known.at(position);
    for (int partition : stopped) {
      source.pause(partition, position.next().getOrDefault(partition, 0L));
      paused.add(partition);
    }
    forgetFailuresThatWerePassed(state.position().next(), position.next());
    parts.status().healthy();
    tell(position, look, batch.end());
    return state.advanced(position);
  }

  // What failed may be gone from the topic, or have become a repetition.
  private void forgetFailuresThatWerePassed(
      SortedMap<Integer, Long> before, SortedMap<Integer, Long> after) {
    for (int partition : retries.failing()) {
      if (!paused.contains(partition)
          && after.getOrDefault(partition, 0L) > before.getOrDefault(partition, 0L)) {
        retries.succeeded(partition);
        parts.status().failing(retries.failing(), "");
      }
    }
  }

  private void tell(ConsumerPosition position, long look, StateSource.End end) {
    switch (end) {
      case StateSource.End.At at -> goal = new Goal(look, at.offsets());
      case StateSource.End.Reached ignored -> {
        OptionalLong left = paused.isEmpty() ? OptionalLong.of(0) : OptionalLong.empty();
        parts.status().looked(look, left);
      }
      case StateSource.End.Behind ignored -> {
        if (goal == null) {
          parts.status().looked(look, OptionalLong.empty());
        }
      }
      case StateSource.End.Unasked ignored -> {}
    }
    Goal known = goal;
    if (known != null) {
      parts.status().looked(known.look(), OptionalLong.of(known.left(position.next())));
    }
  }
}
