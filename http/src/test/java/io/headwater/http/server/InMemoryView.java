package io.headwater.http.server;

import static org.awaitility.Awaitility.await;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A view in memory that counts what is open, and can be told to misbehave. */
final class InMemoryView implements BootstrapView, ViewStatus {

  static final ResourceType WIDGET = new ResourceType("widget");
  static final int PARTITIONS = 4;

  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  final AtomicLong read = new AtomicLong();
  volatile String readingThread = "";
  volatile boolean caughtUp = true;
  volatile long lag;
  volatile Runnable onRead = () -> {};
  volatile Runnable onSnapshot = () -> {};
  volatile UnaryOperator<Iterator<StoredState>> states = iterator -> iterator;

  private final NavigableMap<String, Bytes> widgets =
      new ConcurrentSkipListMap<>(
          Comparator.comparing(
              (String id) -> id.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));

  static String json(String idJson, long version) {
    return "{\"type\":\"widget\",\"operation\":\"update\",\"id\":"
        + idJson
        + ",\"version\":"
        + version
        + ",\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"source\":{\"name\":\"shop\","
        + "\"position\":\"0/1\"},\"resource\":{\"id\":"
        + idJson
        + ",\"version\":\"other\",\"name\":\"Zażółć 🐟\"}}";
  }

  String put(String id, String idJson, long version) {
    String json = json(idJson, version);
    widgets.put(id, Bytes.utf8(json));
    return json;
  }

  void fill(int count) {
    for (int i = 0; i < count; i++) {
      put(Integer.toString(i), Integer.toString(i), i + 1L);
    }
  }

  /** Waits until nothing is read from snapshots any more, and tells how much was. */
  long awaitStandstill() {
    long[] seen = {-1};
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(400))
        .until(
            () -> {
              long now = read.get();
              boolean still = now > 0 && now == seen[0];
              seen[0] = now;
              return still;
            });
    return seen[0];
  }

  @Override
  public Set<ResourceType> types() {
    return Set.of(WIDGET, new ResourceType("gadget"));
  }

  @Override
  public int partitions() {
    return PARTITIONS;
  }

  @Override
  public Optional<Bytes> state(ResourceType type, String id) {
    onRead.run();
    return type.equals(WIDGET) ? Optional.ofNullable(widgets.get(id)) : Optional.empty();
  }

  @Override
  public List<StoredState> page(ResourceType type, Optional<String> after, int limit) {
    NavigableMap<String, Bytes> rest = after.map(id -> widgets.tailMap(id, false)).orElse(widgets);
    return rest.entrySet().stream()
        .filter(entry -> type.equals(WIDGET))
        .limit(limit)
        .map(entry -> new StoredState(entry.getKey(), entry.getValue()))
        .toList();
  }

  @Override
  public long count(ResourceType type) {
    return type.equals(WIDGET) ? widgets.size() : 0;
  }

  @Override
  public StreamPositions positions(ResourceType type) {
    return StreamPositions.of("e1", Map.of(0, 10L, 1, 11L, 2, 12L, 3, 13L));
  }

  @Override
  public Snapshot snapshot(ResourceType type, OptionalInt partition) {
    onSnapshot.run();
    opened.incrementAndGet();
    open.incrementAndGet();
    Iterator<StoredState> all =
        widgets.entrySet().stream()
            .filter(entry -> type.equals(WIDGET))
            .filter(
                entry ->
                    partition.isEmpty()
                        || Partitions.of(entry.getKey(), PARTITIONS) == partition.getAsInt())
            .map(entry -> new StoredState(entry.getKey(), entry.getValue()))
            .iterator();
    Iterator<StoredState> told = states.apply(all);
    return new Snapshot() {
      @Override
      public StreamPositions positions() {
        return InMemoryView.this.positions(type);
      }

      @Override
      public Iterator<StoredState> states() {
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return told.hasNext();
          }

          @Override
          public StoredState next() {
            readingThread = Thread.currentThread().getName();
            read.incrementAndGet();
            return told.next();
          }
        };
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    };
  }

  @Override
  public long lag(ResourceType type) {
    return lag;
  }

  @Override
  public boolean isCaughtUp() {
    return caughtUp;
  }
}
