package io.headwater.http.changes;

import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** The places of clients that follow; thread-safe. */
final class Places {

  private final int count;
  private final Duration retryAfter;
  private final Semaphore free;

  Places(int count, Duration retryAfter) {
    this.count = count;
    this.retryAfter = retryAfter;
    this.free = new Semaphore(count);
  }

  /** Takes a place, if there is one. */
  boolean take() {
    return free.tryAcquire();
  }

  /** Gives back a place that was taken. */
  void giveBack() {
    free.release();
  }

  /** What is told when there is none. */
  ProblemException allTaken() {
    return new ProblemException(
        Problem.of(
                ProblemKind.TOO_MANY_TAILS,
                count + " clients are following; ask another node, or again later.")
            .retryAfter(retryAfter));
  }
}
