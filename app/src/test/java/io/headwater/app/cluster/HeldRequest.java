package io.headwater.app.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.protocol.Errors;

/** A request that waits in the network until it is released. Thread-safe. */
final class HeldRequest {

  /**
   * What the broker says to a writer whose place is taken. To ask again is what it hears while its
   * successor's own transaction is just ending.
   */
  static final Set<Errors> REFUSALS =
      Set.of(Errors.PRODUCER_FENCED, Errors.INVALID_PRODUCER_EPOCH, Errors.CONCURRENT_TRANSACTIONS);

  private final Selection which;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final CompletableFuture<Errors> answer = new CompletableFuture<>();

  HeldRequest(Selection which) {
    this.which = which;
  }

  /** Waits until there is one. */
  void awaitHeld(Duration limit) throws InterruptedException, TimeoutException {
    if (!held.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new TimeoutException("no such request within " + limit);
    }
  }

  /** Lets it go on to the broker. */
  void release() {
    released.countDown();
  }

  /** What the broker says to it. */
  Errors answer(Duration limit) throws InterruptedException, TimeoutException {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the answer to the held request cannot be read", e);
    }
  }

  /** Whether it is this request that will be held; true once. */
  boolean takes(KafkaFrame request) {
    return !taken.get() && which.fits(request) && taken.compareAndSet(false, true);
  }

  void awaitRelease() throws InterruptedException {
    held.countDown();
    released.await();
  }

  void answered(Errors said) {
    answer.complete(said);
  }
}
