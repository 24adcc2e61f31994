package io.headwater.http.query;

import io.headwater.core.bootstrap.SourceBarrier;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.route.Call;
import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The parameters {@code at-least} and {@code wait}: an answer that has what the client knows of.
 */
public final class AtLeast {

  /** The longest that a client may wait, here and for changes. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Positions positions;
  private final int partitions;
  private final ViewWaiter waiter;
  private final SourceBarrier barrier;

  AtLeast(Positions positions, ViewWaiter waiter, SourceBarrier barrier) {
    this.positions = positions;
    this.partitions = positions.view().partitions();
    this.waiter = waiter;
    this.barrier = barrier;
  }

  /**
   * Completes when the view has come as far as the call asks; at once when it does not ask.
   *
   * @param id when only this resource matters
   * @return fails with {@link ProblemException}
   */
  CompletionStage<Void> reached(Call call, ResourceType type, Optional<String> id) {
    Optional<String> asked = call.query("at-least");
    if (asked.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    int separator = asked.get().indexOf('@');
    Duration wait = call.patience(MAX_WAIT);
    CompletionStage<Boolean> reached =
        separator < 0
            ? reached(type, ofResource(positions.read(asked.get()), id), wait)
            : reached(
                type,
                asked.get().substring(0, separator),
                asked.get().substring(separator + 1),
                wait);
    return reached.thenAccept(
        isReached -> {
          if (!isReached) {
            throw new ProblemException(
                Problem.of(
                        ProblemKind.NOT_YET,
                        "Ask again, with a longer 'wait', or without 'at-least' for what there is.")
                    .retryAfter(RETRY_AFTER));
          }
        });
  }

  private StreamPositions ofResource(StreamPositions asked, Optional<String> id) {
    return id.map(key -> asked.only(Partitions.of(key, partitions))).orElse(asked);
  }

  private CompletionStage<Boolean> reached(
      ResourceType type, StreamPositions asked, Duration wait) {
    return waiter
        .until(type, wait, () -> CompletableFuture.completedStage(look(type, asked)))
        .thenApply(Optional::isPresent);
  }

  private Optional<Boolean> look(ResourceType type, StreamPositions asked) {
    StreamPositions current = positions.current(type);
    if (!current.epoch().equals(asked.epoch())) {
      throw new ProblemException(Positions.epochChanged());
    }
    boolean isThere =
        asked.next().entrySet().stream()
            .allMatch(
                wanted -> current.next().getOrDefault(wanted.getKey(), 0L) >= wanted.getValue());
    return isThere ? Optional.of(true) : Optional.empty();
  }

  private CompletionStage<Boolean> reached(
      ResourceType type, String source, String position, Duration wait) {
    return CompletableFuture.completedStage(wait)
        .thenCompose(patience -> barrier.reached(type, source, position, patience))
        .exceptionallyCompose(failure -> CompletableFuture.failedStage(told(failure)));
  }

  private static Throwable told(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof IllegalArgumentException
        ? new ProblemException(ProblemKind.BAD_PARAMETER, String.valueOf(cause.getMessage()))
        : failure;
  }
}
