package io.headwater.client.consumer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The stream as a reader of the topic itself sees it. */
final class ModelTopic implements StateSource {

  private static final int POLL = 7;

  private final ModelStream stream;
  private final ManualTime time;
  private final String epoch;
  private final StreamAge age = new StreamAge();
  private final SortedMap<Integer, Long> next;
  final Set<Integer> paused;

  ModelTopic(ModelStream stream, ManualTime time, ConsumerPosition position, Set<Integer> paused)
      throws StreamLostException {
    this.stream = stream;
    this.time = time;
    this.epoch = stream.epoch();
    this.next = new TreeMap<>(position.next());
    this.paused = new HashSet<>(paused);
    requireSame(position.stream().orElseThrow().epoch());
  }

  @Override
  public Batch poll(Duration wait) throws StreamLostException {
    requireSame(epoch);
    List<StreamRecord> records = new ArrayList<>();
    List<StreamAge.Seen> seen = new ArrayList<>();
    for (int partition : List.copyOf(next.keySet())) {
      if (paused.contains(partition)) {
        continue;
      }
      List<ModelStream.Entry> found = stream.read(partition, next.get(partition), POLL);
      for (ModelStream.Entry entry : found) {
        records.add(new StreamRecord(partition, entry.offset(), entry.change()));
        seen.add(new StreamAge.Seen(partition, entry.at()));
      }
      boolean isLast = found.size() < POLL;
      next.put(partition, isLast ? stream.end(partition) : found.getLast().offset() + 1);
    }
    SortedMap<Integer, Long> read = new TreeMap<>(next);
    read.keySet().removeAll(paused);
    Optional<Instant> oldest = age.before(seen);
    read.forEach(
        (partition, at) -> {
          if (at == stream.end(partition)) {
            age.atEnd(partition, time.instant());
          }
        });
    SortedMap<Integer, Long> ends = new TreeMap<>();
    next.keySet().forEach(partition -> ends.put(partition, stream.end(partition)));
    return new Batch(records, read, Optional.empty(), oldest, new End.At(ends));
  }

  @Override
  public void pause(int partition, long from) {
    paused.add(partition);
    age.rewound(partition);
    next.put(partition, from);
  }

  @Override
  public void resume(int partition) {
    paused.remove(partition);
  }

  @Override
  public void close() {}

  private void requireSame(String expected) throws StreamLostException {
    if (!stream.epoch().equals(expected)) {
      throw new StreamLostException("the topic was made anew", false);
    }
  }
}
