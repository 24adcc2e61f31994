package io.headwater.actors.produce;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Bounds the row changes that are under way. One caller at a time waits for room, so nothing
 * overtakes. Thread-safe.
 */
final class ChangeLimit {

  private record Waiting(int changes, CompletableFuture<Done> admitted) {}

  private static final CompletionStage<Done> ADMITTED =
      CompletableFuture.completedStage(Done.done());

  private final int max;
  private int open;
  private Optional<Waiting> waiting = Optional.empty();

  ChangeLimit(int max) {
    this.max = max;
  }

  /** The most changes that can be under way. */
  int max() {
    return max;
  }

  /** Completes when there is room for that many, which are under way from then on. */
  synchronized CompletionStage<Done> admit(int changes) {
    if (waiting.isPresent() || changes > max) {
      throw new IllegalStateException(
          "%d changes of at most %d cannot wait for room".formatted(changes, max));
    }
    if (open + changes <= max) {
      open += changes;
      return ADMITTED;
    }
    CompletableFuture<Done> admitted = new CompletableFuture<>();
    waiting = Optional.of(new Waiting(changes, admitted));
    return admitted;
  }

  /** That many are no longer under way. */
  void release(int changes) {
    next(changes).ifPresent(admitted -> admitted.complete(Done.done()));
  }

  private synchronized Optional<CompletableFuture<Done>> next(int released) {
    open -= released;
    Optional<Waiting> next = waiting.filter(first -> open + first.changes() <= max);
    next.ifPresent(
        first -> {
          open += first.changes();
          waiting = Optional.empty();
        });
    return next.map(Waiting::admitted);
  }
}
