package io.headwater.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that follow the changes of widgets as server-sent events and read them as they come. Each
 * event tells when its change was written to the view; what counts is how long it took from there.
 */
final class Followers implements AutoCloseable {

  static final String PATH = "/v1/resources/" + ViewServerMain.WIDGET.name() + "/changes?since=now";

  static final String ACCEPT = "Accept: text/event-stream";

  private static final byte[] STAMP = WidgetStates.STAMP.getBytes(StandardCharsets.US_ASCII);

  /** What was written within the window may come so long after it. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final int FIRST_LATENCIES = 1 << 14;
  private static final int FIRST_LINE_BYTES = 4 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final List<Follower> followers = new ArrayList<>();
  private final List<Future<Latencies>> delays = new ArrayList<>();
  private final ExecutorService executor;

  private Followers(int count) {
    this.executor = Executors.newFixedThreadPool(count, Thread.ofPlatform().daemon().factory());
  }

  /** Connects so many, which measure what was written within the window. */
  static Followers open(URI server, int count, ReadLoad.Window window) throws IOException {
    Followers all = new Followers(count);
    boolean isOpen = false;
    try {
      for (int i = 0; i < count; i++) {
        Follower follower = new Follower(HttpConnection.open(server), window);
        all.followers.add(follower);
        all.delays.add(all.executor.submit(follower::follow));
      }
      isOpen = true;
      return all;
    } finally {
      if (!isOpen) {
        all.close();
      }
    }
  }

  /** The delays of all of them; waits until the window is over, and a little. */
  Latencies delays() throws InterruptedException {
    Latencies all = new Latencies(FIRST_LATENCIES);
    try {
      for (Future<Latencies> one : delays) {
        all.addAll(one.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client could not follow", e.getCause());
    }
    all.sort();
    return all;
  }

  @Override
  public void close() throws IOException {
    for (Follower follower : followers) {
      follower.connection.close();
    }
    executor.shutdownNow();
  }

  /** One of them. */
  private static final class Follower {

    private final HttpConnection connection;
    private final ReadLoad.Window window;
    private final Latencies latencies = new Latencies(FIRST_LATENCIES);
    private byte[] line = new byte[FIRST_LINE_BYTES];
    private int length;

    Follower(HttpConnection connection, ReadLoad.Window window) {
      this.connection = connection;
      this.window = window;
    }

    Latencies follow() throws IOException {
      InputStream events = connection.get(PATH, ACCEPT);
      byte[] buffer = new byte[BUFFER_BYTES];
      while (!window.isOver(System.nanoTime() - GRACE.toNanos())) {
        int read = events.read(buffer);
        if (read < 0) {
          throw new IOException("the server has ended its answer");
        }
        for (int i = 0; i < read; i++) {
          take(buffer[i]);
        }
      }
      return latencies;
    }

    private void take(byte one) {
      if (one == '\n') {
        ended();
        length = 0;
        return;
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, 2 * length);
      }
      line[length++] = one;
    }

    private void ended() {
      for (int at = length - STAMP.length; at >= 0; at--) {
        if (Arrays.equals(line, at, at + STAMP.length, STAMP, 0, STAMP.length)) {
          arrived(at + STAMP.length);
          return;
        }
      }
    }

    private void arrived(int at) {
      long stamp = 0;
      for (int digit = at; digit < length && line[digit] >= '0' && line[digit] <= '9'; digit++) {
        stamp = stamp * 10 + (line[digit] - '0');
      }
      long delay = Math.max(0, Stamps.now() - stamp) * 1_000;
      if (window.contains(System.nanoTime() - delay)) {
        latencies.add(delay);
      }
    }
  }
}
