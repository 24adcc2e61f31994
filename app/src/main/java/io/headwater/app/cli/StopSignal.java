package io.headwater.app.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops the process's parts exactly once: when the process is told to end (Ctrl-C, SIGTERM), or
 * when the command itself ends. The process does not end before they have stopped. Thread-safe.
 */
public final class StopSignal implements AutoCloseable {

  private final Runnable stop;
  private final CountDownLatch told = new CountDownLatch(1);
  private final AtomicBoolean stopped = new AtomicBoolean();

  private StopSignal(Runnable stop) {
    this.stop = stop;
  }

  /** Calls {@code stop} when the process is told to end. */
  public static StopSignal onTermination(Runnable stop) {
    StopSignal signal = new StopSignal(stop);
    Runtime.getRuntime().addShutdownHook(new Thread(signal::terminate, "headwater-stop"));
    return signal;
  }

  /** Waits that long at most; whether the process was told to end. */
  public boolean await(Duration limit) throws InterruptedException {
    return told.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the parts are being stopped or have been: what they then fail at is no failure. */
  public boolean isStopping() {
    return stopped.get();
  }

  /** Stops the parts now, unless that was done already. */
  @Override
  public void close() {
    stopOnce();
  }

  private void terminate() {
    stopOnce();
    told.countDown();
  }

  private synchronized void stopOnce() {
    if (stopped.compareAndSet(false, true)) {
      stop.run();
    }
  }
}
