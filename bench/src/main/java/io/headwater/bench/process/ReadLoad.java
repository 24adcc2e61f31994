package io.headwater.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Clients that read over connections of their own, each one request at a time.
 *
 * @param server where
 * @param connections their number
 * @param perSecond the requests of all of them per second, or {@link #UNLIMITED}
 * @param path what one asks for next
 */
record ReadLoad(
    URI server, int connections, int perSecond, Function<SplittableRandom, String> path) {

  /** Each client asks again when it has its answer. */
  static final int UNLIMITED = 0;

  private static final int FIRST_LATENCIES = 1 << 14;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** What was measured: the answers, and the latency of each. */
  record Found(Latencies latencies, double seconds) {

    double perSecond() {
      return latencies.count() / seconds;
    }
  }

  /** A time during which something is measured, as {@link System#nanoTime} has it. */
  record Window(long from, long until) {

    /** After so many seconds, for so many. */
    static Window after(int warmUp, int seconds) {
      long from = System.nanoTime() + warmUp * SECOND;
      return new Window(from, from + seconds * SECOND);
    }

    boolean contains(long nanos) {
      return nanos - from >= 0 && until - nanos > 0;
    }

    boolean isOver(long nanos) {
      return until - nanos <= 0;
    }

    double seconds() {
      return (until - from) / (double) SECOND;
    }
  }

  /**
   * Reads until the window is over. The latency of a request counts from when it was due, so that a
   * server that stands still for a while is not asked less.
   */
  Found run(Window window) throws InterruptedException {
    List<Future<Latencies>> clients = new ArrayList<>();
    Latencies all = new Latencies(FIRST_LATENCIES);
    try (ExecutorService executor =
        Executors.newFixedThreadPool(connections, Thread.ofPlatform().daemon().factory())) {
      for (int client = 0; client < connections; client++) {
        int number = client;
        clients.add(executor.submit(() -> client(number, window)));
      }
      for (Future<Latencies> client : clients) {
        all.addAll(client.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client could not read", e.getCause());
    }
    all.sort();
    return new Found(all, window.seconds());
  }

  private Latencies client(int number, Window window) throws IOException {
    Latencies latencies = new Latencies(FIRST_LATENCIES);
    SplittableRandom random = new SplittableRandom(number);
    byte[] buffer = new byte[BUFFER_BYTES];
    long period = perSecond == UNLIMITED ? 0 : SECOND * connections / perSecond;
    long due = System.nanoTime() + period * number / connections;
    try (HttpConnection connection = HttpConnection.open(server)) {
      while (!window.isOver(due)) {
        await(due);
        InputStream body = connection.get(path.apply(random));
        int read;
        do {
          // What it says does not matter here.
          read = body.read(buffer);
        } while (read >= 0);
        long now = System.nanoTime();
        if (window.contains(due)) {
          latencies.add(now - due);
        }
        due = perSecond == UNLIMITED ? now : due + period;
      }
    }
    return latencies;
  }

  private static void await(long due) {
    for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
      LockSupport.parkNanos(rest);
    }
  }
}
