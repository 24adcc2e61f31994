package io.headwater.app.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.protocol.Errors;

/** An answer of the broker that its client does not get. Thread-safe. */
final class LostAnswer {

  private final Selection which;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CompletableFuture<Errors> answer = new CompletableFuture<>();

  LostAnswer(Selection which) {
    this.which = which;
  }

  /** Waits until an answer was lost and gives what the broker had said. */
  Errors await(Duration limit) throws InterruptedException, TimeoutException {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the lost answer cannot be read", e);
    }
  }

  /** Whether it is the answer to this request that will be lost; true once. */
  boolean takes(KafkaFrame request) {
    return !taken.get() && which.fits(request) && taken.compareAndSet(false, true);
  }

  void lost(Errors said) {
    answer.complete(said);
  }
}
