package io.headwater.app.wiring;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A look at something far away that many want at a time: one is taken for all who came before it,
 * and none waits longer than it is ready to. Thread-safe.
 */
final class SharedLook<T> {

  private static final Logger LOG = LoggerFactory.getLogger(SharedLook.class);

  private final Supplier<Optional<T>> look;
  private final Duration backOff;
  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition looked = lock.newCondition();
  private Optional<Seen<T>> newest = Optional.empty();
  private boolean isLooking;
  private long notBefore = System.nanoTime();

  private record Seen<T>(T what, long begunAtNanos) {}

  /**
   * Shares a look.
   *
   * @param look blocks; empty when nothing could be seen
   * @param backOff how long nobody looks after a look that failed
   * @param executor where the looks are taken
   */
  SharedLook(Supplier<Optional<T>> look, Duration backOff, Executor executor) {
    this.look = look;
    this.backOff = backOff;
    this.executor = executor;
  }

  /**
   * What a look saw that began at a time or later; blocks.
   *
   * @param begun a time of {@link System#nanoTime}
   * @param deadline when to give up
   * @return empty when there is none by the deadline
   */
  Optional<T> since(long begun, long deadline) {
    lock.lock();
    try {
      while (true) {
        Optional<Seen<T>> young = newest.filter(seen -> seen.begunAtNanos() - begun >= 0);
        long now = System.nanoTime();
        if (young.isPresent() || now - deadline >= 0) {
          return young.map(Seen::what);
        }
        if (!isLooking && now - notBefore >= 0) {
          executor.execute(this::lookOnce);
          isLooking = true;
        }
        long left = deadline - now;
        looked.awaitNanos(isLooking ? left : Math.min(left, notBefore - now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void lookOnce() {
    long begun = System.nanoTime();
    Optional<T> seen = Optional.empty();
    try {
      seen = look.get();
    } catch (RuntimeException e) {
      LOG.warn("nothing is seen for {}: {}", backOff, e.toString());
    }
    lock.lock();
    try {
      isLooking = false;
      if (seen.isPresent()) {
        newest = Optional.of(new Seen<>(seen.get(), begun));
      } else {
        notBefore = System.nanoTime() + backOff.toNanos();
      }
      looked.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
