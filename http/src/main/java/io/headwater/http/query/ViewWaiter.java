package io.headwater.http.query;

import io.headwater.core.bootstrap.ViewAdvance;
import io.headwater.core.resource.ResourceType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks at the view again each time that it has moved on, until there is what is looked for.
 *
 * <p>No thread waits, and a wait that ends leaves nothing behind. Thread-safe.
 */
public final class ViewWaiter {

  private final ViewAdvance advance;
  private final Executor executor;

  /**
   * Creates a waiter.
   *
   * @param executor where the looks after the first are taken
   */
  public ViewWaiter(ViewAdvance advance, Executor executor) {
    this.advance = advance;
    this.executor = executor;
  }

  /**
   * What is found, or empty when it does not come in time.
   *
   * @param wait how long at most; zero to look once
   * @param look finds it, or nothing yet
   */
  public <T> CompletionStage<Optional<T>> until(
      ResourceType type, Duration wait, Supplier<CompletionStage<Optional<T>>> look) {
    Wait<T> waiting = new Wait<>(type, look);
    if (wait.isPositive()) {
      waiting.late.completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      waiting.late.complete(null);
    }
    waiting.look();
    // What stops the clock.
    return waiting.found.whenComplete((found, failure) -> waiting.late.cancel(false));
  }

  private final class Wait<T> {

    private final ResourceType type;
    private final Supplier<CompletionStage<Optional<T>>> look;
    private final CompletableFuture<Void> late = new CompletableFuture<>();
    private final CompletableFuture<Optional<T>> found = new CompletableFuture<>();

    private Wait(ResourceType type, Supplier<CompletionStage<Optional<T>>> look) {
      this.type = type;
      this.look = look;
    }

    private void look() {
      // The two are taken before the look, so that nothing that comes in between is missed.
      CompletableFuture<Void> next = advance.next(type);
      boolean isLast = late.isDone();
      CompletionStage<Optional<T>> looked =
          CompletableFuture.completedStage(type).thenCompose(unused -> look.get());
      looked.whenComplete(
          (seen, failure) -> {
            if (failure != null) {
              found.completeExceptionally(failure);
            } else if (seen.isPresent() || isLast) {
              found.complete(seen);
            } else {
              // Unlike two dependents, this leaves nothing at the future that did not win.
              CompletionStage<Object> either = CompletableFuture.anyOf(next, late);
              either.thenRunAsync(this::look, executor);
            }
          });
    }
  }
}
