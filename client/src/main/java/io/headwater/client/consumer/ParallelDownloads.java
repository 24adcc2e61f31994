package io.headwater.client.consumer;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Downloads on a thread for each partition.
 *
 * <p>Of each partition at most one event waits to be taken while one block more is collected, so
 * that a slow sink slows the downloads down.
 */
final class ParallelDownloads implements Downloads {

  private final long blockBytes;
  private final ExecutorService threads;
  private final BlockingQueue<Event> events;
  private final Map<Integer, Semaphore> room = new ConcurrentHashMap<>();

  ParallelDownloads(ConsumerSettings settings) {
    this.blockBytes = settings.blockBytes();
    this.events = new ArrayBlockingQueue<>(settings.parallelDownloads());
    this.threads =
        Executors.newFixedThreadPool(
            settings.parallelDownloads(),
            Thread.ofPlatform().daemon().name("headwater-download-", 0).factory());
  }

  @Override
  public void start(Request request) {
    Semaphore permit = room.computeIfAbsent(request.partition(), ignored -> new Semaphore(1));
    threads.execute(() -> run(request, permit));
  }

  @Override
  public Optional<Event> next(Duration wait) throws InterruptedException {
    return Optional.ofNullable(events.poll(wait.toNanos(), TimeUnit.NANOSECONDS));
  }

  @Override
  public void taken(int partition) {
    Semaphore permit = room.get(partition);
    if (permit != null) {
      permit.release();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void run(Request request, Semaphore permit) {
    try {
      PartRun.run(
          request,
          blockBytes,
          event -> {
            permit.acquire();
            events.put(event);
          });
    } catch (InterruptedException e) {
      // The downloads were closed: nobody waits for what comes of this one.
      Thread.currentThread().interrupt();
    }
  }
}
