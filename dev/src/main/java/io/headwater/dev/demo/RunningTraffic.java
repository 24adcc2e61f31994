package io.headwater.dev.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Traffic that was started; thread-safe. */
public final class RunningTraffic implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningTraffic.class);
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Duration STOP_WAIT = Duration.ofSeconds(5);

  private final DemoTrafficSettings settings;
  private final List<Thread> threads = new ArrayList<>();
  private final long started = System.nanoTime();
  private final AtomicLong ended = new AtomicLong(started);
  private final AtomicLong running;
  private final Map<DemoTransaction, LongAdder> counts = new EnumMap<>(DemoTransaction.class);
  private final AtomicLongArray behindNanos;
  private final AtomicLong errors = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> firstError = new AtomicReference<>();
  private volatile boolean stopping;

  private RunningTraffic(DemoTrafficSettings settings) {
    this.settings = settings;
    this.running = new AtomicLong(settings.threads());
    this.behindNanos = new AtomicLongArray(settings.threads());
    // All kinds are there before any thread runs, so the map itself is never changed later.
    for (DemoTransaction kind : DemoTransaction.values()) {
      counts.put(kind, new LongAdder());
    }
  }

  static RunningTraffic start(DemoTrafficSettings settings, List<TrafficWorker> workers) {
    RunningTraffic traffic = new RunningTraffic(settings);
    for (int number = 0; number < workers.size(); number++) {
      int own = number;
      TrafficWorker worker = workers.get(number);
      Thread thread = new Thread(() -> traffic.work(worker, own), "demo-traffic-" + number);
      thread.setDaemon(true);
      traffic.threads.add(thread);
    }
    traffic.threads.forEach(Thread::start);
    return traffic;
  }

  /** What was done until now. */
  public TrafficReport report() {
    Map<DemoTransaction, Long> transactions = new EnumMap<>(DemoTransaction.class);
    counts.forEach((kind, count) -> transactions.put(kind, count.sum()));
    long behind = 0;
    for (int number = 0; number < behindNanos.length(); number++) {
      behind = Math.max(behind, behindNanos.get(number));
    }
    long end = isRunning() ? System.nanoTime() : ended.get();
    return new TrafficReport(
        Map.copyOf(transactions),
        Duration.ofNanos(end - started),
        Duration.ofNanos(behind),
        errors.get(),
        Optional.ofNullable(firstError.get()));
  }

  /** Whether any thread still works. */
  public boolean isRunning() {
    return running.get() > 0;
  }

  /** Ends the traffic after the transactions under way and returns what was done. */
  public TrafficReport stop() {
    stopping = true;
    threads.forEach(LockSupport::unpark);
    awaitEnd(STOP_WAIT);
    return report();
  }

  /** Waits until the traffic has ended by itself; false when it has not after {@code wait}. */
  public boolean awaitEnd(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !isRunning();
  }

  /**
   * Stops the traffic.
   *
   * @throws IllegalStateException when a transaction failed, with the failure as cause
   */
  @Override
  public void close() {
    stop()
        .firstError()
        .ifPresent(
            error -> {
              throw new IllegalStateException(
                  "The demo traffic failed: " + error.getMessage(), error);
            });
  }

  private void work(TrafficWorker worker, int number) {
    try (worker) {
      double interval = NANOS_PER_SECOND / settings.transactionsPerSecond();
      for (long turn = number; turn < settings.maxTransactions(); turn += threads.size()) {
        long due = started + (long) (turn * interval);
        awaitDue(due);
        if (stopping) {
          return;
        }
        behindNanos.set(number, Math.max(0, System.nanoTime() - due));
        count(worker.runOne());
      }
    } catch (SQLException | RuntimeException e) {
      errors.incrementAndGet();
      if (firstError.compareAndSet(null, e)) {
        LOG.error("The demo traffic ends: a transaction failed", e);
      }
      stopping = true;
      threads.forEach(LockSupport::unpark);
    } finally {
      ended.accumulateAndGet(System.nanoTime(), (one, other) -> one - other > 0 ? one : other);
      running.decrementAndGet();
    }
  }

  private void count(DemoTransaction kind) {
    Objects.requireNonNull(counts.get(kind), "every kind is counted").increment();
  }

  private void awaitDue(long due) {
    long wait = due - System.nanoTime();
    while (wait > 0 && !stopping) {
      LockSupport.parkNanos(this, wait);
      wait = due - System.nanoTime();
    }
  }
}
