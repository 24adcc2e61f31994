package io.headwater.actors.produce;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Bounds the row changes that are under way, in number and in characters. One caller at a time
 * waits for room, so nothing overtakes. Thread-safe.
 */
final class ChangeLimit {

  private record Waiting(Room room, CompletableFuture<Done> admitted) {}

  private static final CompletionStage<Done> ADMITTED =
      CompletableFuture.completedStage(Done.done());

  private final Room max;
  private Room open = Room.NONE;
  private Optional<Waiting> waiting = Optional.empty();

  ChangeLimit(Room max) {
    this.max = max;
  }

  /** Completes when there is that much room, which is taken from then on. */
  synchronized CompletionStage<Done> admit(Room wanted) {
    if (waiting.isPresent() || !wanted.fitsIn(max)) {
      throw new IllegalStateException(
          "%s of at most %s cannot be waited for".formatted(wanted, max));
    }
    if (open.plus(wanted).fitsIn(max)) {
      open = open.plus(wanted);
      return ADMITTED;
    }
    CompletableFuture<Done> admitted = new CompletableFuture<>();
    waiting = Optional.of(new Waiting(wanted, admitted));
    return admitted;
  }

  /** That much is no longer under way. */
  void release(Room taken) {
    next(taken).ifPresent(admitted -> admitted.complete(Done.done()));
  }

  private synchronized Optional<CompletableFuture<Done>> next(Room released) {
    open = open.minus(released);
    Optional<Waiting> next = waiting.filter(first -> open.plus(first.room()).fitsIn(max));
    next.ifPresent(
        first -> {
          open = open.plus(first.room());
          waiting = Optional.empty();
        });
    return next.map(Waiting::admitted);
  }
}
