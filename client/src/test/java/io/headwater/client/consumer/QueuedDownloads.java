package io.headwater.client.consumer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/** Makes each download when it is started, and tells of it later, bit by bit. */
final class QueuedDownloads implements Downloads {

  private final ManualTime time;
  private final Random random;
  private final long blockBytes;
  private final Map<Integer, Queue<Event>> queues = new HashMap<>();
  private final Set<Integer> waiting = new HashSet<>();

  QueuedDownloads(ManualTime time, Random random, long blockBytes) {
    this.time = time;
    this.random = random;
    this.blockBytes = blockBytes;
  }

  @Override
  public void start(Request request) {
    Queue<Event> events =
        queues.computeIfAbsent(request.partition(), ignored -> new ArrayDeque<>());
    try {
      PartRun.run(request, blockBytes, events::add);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Optional<Event> next(Duration wait) {
    List<Integer> ready =
        queues.entrySet().stream()
            .filter(queue -> !queue.getValue().isEmpty() && !waiting.contains(queue.getKey()))
            .map(Map.Entry::getKey)
            .toList();
    if (ready.isEmpty()) {
      time.sleep(wait);
      return Optional.empty();
    }
    int partition = ready.get(random.nextInt(ready.size()));
    waiting.add(partition);
    return Optional.of(queues.get(partition).remove());
  }

  @Override
  public void taken(int partition) {
    waiting.remove(partition);
  }

  @Override
  public void close() {}
}
