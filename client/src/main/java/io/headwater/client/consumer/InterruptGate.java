package io.headwater.client.consumer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Interrupts a thread in its waits and nowhere else: never within the sink. */
final class InterruptGate implements Waits {

  private @Nullable Thread waiting;
  private boolean closed;

  @Override
  public void sleep(Duration time) throws InterruptedException {
    enter();
    try {
      // A pause between tries, which closing ends at once.
      Thread.sleep(time);
    } finally {
      leave();
    }
  }

  @Override
  public <T> T interruptible(Waiting<T> call)
      throws ProviderException, StreamLostException, InterruptedException {
    enter();
    try {
      return call.call();
    } finally {
      leave();
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Ends the wait of now and all to come. */
  synchronized void close() {
    closed = true;
    Thread thread = waiting;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private synchronized void enter() throws InterruptedException {
    if (closed) {
      throw new InterruptedException("the consumer was closed");
    }
    waiting = Thread.currentThread();
  }

  private synchronized void leave() {
    waiting = null;
    if (closed) {
      // What interrupted the wait must not reach the sink.
      Thread.interrupted();
    }
  }
}
