package io.headwater.http.server;

import static org.awaitility.Awaitility.await;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.ChangeBatch;
import io.headwater.core.bootstrap.ChangeBatch.Change;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.UnsafePositionsException;
import io.headwater.core.bootstrap.UnsafePositionsException.Reason;
import io.headwater.core.bootstrap.ViewAdvance;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  volatile boolean forgottenByTopic;
  volatile long lag;
  volatile Runnable onRead = () -> {};
  volatile Runnable onSnapshot = () -> {};
  volatile UnaryOperator<Iterator<StoredState>> states = iterator -> iterator;

  static final Comparator<String> BY_BYTES =
      Comparator.comparing(
          (String id) -> id.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  /** As the topic has it. */
  static final Comparator<String> BY_PARTITION =
      Comparator.comparing((String id) -> Partitions.of(id, PARTITIONS)).thenComparing(BY_BYTES);

  final ViewAdvance advance = new ViewAdvance();
  final AtomicInteger changesRead = new AtomicInteger();
  volatile String epoch = "e1";

  /** Positions before this one are not safe. */
  volatile long expired;

  private final Map<Integer, Long> next =
      new ConcurrentHashMap<>(Map.of(0, 10L, 1, 11L, 2, 12L, 3, 13L));
  private final Map<String, Change> changed = new ConcurrentHashMap<>();
  private final NavigableMap<String, Bytes> widgets = new ConcurrentSkipListMap<>(BY_BYTES);
  private final NavigableMap<String, StoredState> byPlace = new ConcurrentSkipListMap<>(BY_BYTES);

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
    store(id, Bytes.utf8(json));
    return json;
  }

  private void store(String id, Bytes value) {
    widgets.put(id, value);
    byPlace.put(place(id), new StoredState(id, value));
  }

  /** What sorts an id as the topic does: a character below 128 is one byte. */
  private static String place(String id) {
    return (char) Partitions.of(id, PARTITIONS) + id;
  }

  /** A state that comes from the topic: it moves the view on. */
  String write(String id, long version) {
    String json = put(id, id, version);
    append(id, Optional.of(Bytes.utf8(json)), false);
    return json;
  }

  /** A state record of that very text that comes from the topic. */
  void write(String id, String json) {
    store(id, Bytes.utf8(json));
    append(id, Optional.of(Bytes.utf8(json)), false);
  }

  /** The end of a resource, from the topic. */
  void delete(String id) {
    widgets.remove(id);
    byPlace.remove(place(id));
    append(id, Optional.empty(), true);
  }

  private synchronized void append(String id, Optional<Bytes> value, boolean isDeletion) {
    int partition = Partitions.of(id, PARTITIONS);
    changed.put(id, new Change(partition, next.get(partition), id, value, isDeletion));
    next.merge(partition, 1L, Long::sum);
    advance.moved(WIDGET);
  }

  /** A topic of the same name that was made anew. */
  void remake(String newEpoch) {
    epoch = newEpoch;
    advance.moved(WIDGET);
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
    return StreamPositions.of(epoch, Map.copyOf(next));
  }

  @Override
  public synchronized void requireSafe(
      ResourceType type, StreamPositions since, Following following) {
    if (!since.epoch().equals(epoch)) {
      throw new UnsafePositionsException(Reason.OTHER_EPOCH, "another epoch");
    }
    if (since.next().values().stream().anyMatch(position -> position < expired)) {
      throw new UnsafePositionsException(Reason.EXPIRED, "expired");
    }
    if (following == Following.TOPIC && forgottenByTopic) {
      throw new UnsafePositionsException(Reason.EXPIRED, "gone from the topic");
    }
  }

  @Override
  public synchronized ChangeBatch changes(
      ResourceType type, StreamPositions since, ChangeLimits limits) {
    changesRead.incrementAndGet();
    readingThread = Thread.currentThread().getName();
    onRead.run();
    requireSafe(type, since, Following.VIEW);
    List<Change> behind =
        changed.values().stream()
            .filter(change -> type.equals(WIDGET))
            .filter(
                change ->
                    change.offset()
                        >= since.next().getOrDefault(change.partition(), Long.MAX_VALUE))
            .sorted(Comparator.comparing(Change::partition).thenComparing(Change::offset))
            .toList();
    List<Change> told = behind.subList(0, Math.min(limits.changes(), behind.size()));
    boolean isLast = told.size() == behind.size();
    boolean isAhead =
        since.next().entrySet().stream()
            .anyMatch(from -> from.getValue() > next.get(from.getKey()));
    Map<Integer, Long> reached = new HashMap<>(since.next());
    if (isLast) {
      reached.replaceAll((partition, from) -> Math.max(from, next.get(partition)));
    }
    told.forEach(change -> reached.merge(change.partition(), change.offset() + 1, Math::max));
    return new ChangeBatch(told, StreamPositions.of(epoch, reached), isLast, isAhead);
  }

  @Override
  public Snapshot snapshot(ResourceType type, OptionalInt partition, Optional<String> after) {
    onSnapshot.run();
    opened.incrementAndGet();
    open.incrementAndGet();
    Iterator<StoredState> all =
        after.map(id -> byPlace.tailMap(place(id), false)).orElse(byPlace).values().stream()
            .filter(state -> type.equals(WIDGET))
            .filter(
                state ->
                    partition.isEmpty()
                        || Partitions.of(state.id(), PARTITIONS) == partition.getAsInt())
            .iterator();
    StreamPositions moment = positions(type);
    Iterator<StoredState> told = states.apply(all);
    return new Snapshot() {
      @Override
      public StreamPositions positions() {
        return moment;
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
