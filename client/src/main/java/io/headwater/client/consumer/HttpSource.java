package io.headwater.client.consumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The stream as the providers' long polls tell it. */
final class HttpSource implements StateSource {

  private final String type;
  private final String epoch;
  private final Providers providers;
  private final int limit;
  private final SortedMap<Integer, Long> next;
  private final Set<Integer> paused;

  private HttpSource(
      ConsumerParts parts, String epoch, ConsumerPosition position, Set<Integer> paused) {
    this.type = parts.type();
    this.epoch = epoch;
    this.providers = parts.providers();
    this.limit = parts.settings().batchChanges();
    this.next = new TreeMap<>(position.next());
    this.paused = new HashSet<>(paused);
  }

  static StateSource.Opener opener(ConsumerParts parts) {
    return (position, paused) -> {
      String epoch =
          position.stream()
              .orElseThrow(() -> new StreamLostException("The position names no stream.", false))
              .epoch();
      return new HttpSource(parts, epoch, position, paused);
    };
  }

  @Override
  public Batch poll(Duration wait)
      throws ProviderException, StreamLostException, InterruptedException {
    SortedMap<Integer, Long> asked = new TreeMap<>(next);
    asked.keySet().removeAll(paused);
    Provider.Changes changes =
        providers.current().changes(type, ConsumerPosition.token(epoch, asked), limit, wait);
    List<StreamRecord> records = new ArrayList<>();
    for (StreamRecord found : changes.records()) {
      // A provider that lags tells nothing older, but whoever does is not believed.
      if (asked.getOrDefault(found.partition(), Long.MAX_VALUE) <= found.offset()) {
        records.add(found);
      }
    }
    asked.replaceAll(
        (partition, before) -> Math.max(before, changes.next().getOrDefault(partition, before)));
    next.putAll(asked);
    End end = changes.upToDate() ? new End.Reached() : new End.Behind();
    return new Batch(records, asked, Optional.empty(), Optional.empty(), end);
  }

  @Override
  public void pause(int partition, long from) {
    paused.add(partition);
    next.put(partition, from);
  }

  @Override
  public void resume(int partition) {
    paused.remove(partition);
  }

  @Override
  public void close() {}
}
