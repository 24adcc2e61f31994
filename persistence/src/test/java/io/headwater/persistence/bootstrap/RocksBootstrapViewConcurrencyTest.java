package io.headwater.persistence.bootstrap;

import static io.headwater.persistence.bootstrap.ViewSamples.KEPT;
import static io.headwater.persistence.bootstrap.ViewSamples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.bootstrap.BootstrapView.Snapshot;
import io.headwater.core.bootstrap.BootstrapView.StoredState;
import io.headwater.core.bootstrap.BootstrapViewWriter.Content;
import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.bootstrap.BootstrapViewWriter.Reached;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RocksBootstrapViewConcurrencyTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 5;
  private static final int IDS = 400;
  private static final int RECORDS = 60_000;
  private static final int PARTS = 10;
  private static final ResourceType WIDGET = new ResourceType("widget");

  /** A record of a pretended topic; empty values are tombstones. */
  private record TopicRecord(int partition, long offset, String id, Optional<String> value) {}

  @TempDir Path directory;

  @Test
  void aSnapshotIsTheTopicUpToItsPositionsWhileTheWriterGoesOn() throws Exception {
    long seed = System.nanoTime();
    List<TopicRecord> topic = topic(new Random(seed));
    AtomicBoolean isWriting = new AtomicBoolean(true);
    try (RocksBootstrapView view =
            RocksBootstrapView.open(
                directory, PARTITIONS, ViewLimits.defaults(), ViewPins.NONE, () -> NOW);
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      view.open(WIDGET, "e1", KEPT);
      AtomicInteger taken = new AtomicInteger();
      Callable<Integer> reader =
          () -> {
            while (isWriting.get()) {
              checkSnapshot(view, topic, seed);
              taken.incrementAndGet();
            }
            return taken.get();
          };
      Future<Integer> first = threads.submit(reader);
      Future<Integer> second = threads.submit(reader);
      Random batches = new Random(seed + 1);
      int part = topic.size() / PARTS;
      try {
        for (int i = 0; i < PARTS; i++) {
          int before = taken.get();
          write(view, topic.subList(i * part, (i + 1) * part), batches);
          await("readers")
              .atMost(LIMIT)
              .until(() -> first.isDone() || second.isDone() || taken.get() > before);
        }
      } finally {
        isWriting.set(false);
      }

      assertThat(first.get() + second.get()).as("snapshots, seed %d", seed).isPositive();
      assertThat(view.openSnapshots()).isZero();
    }
  }

  @Test
  void closingWhileOthersReadEndsThemWithAnException() throws Exception {
    RocksBootstrapView view =
        RocksBootstrapView.open(
            directory, PARTITIONS, ViewLimits.defaults(), ViewPins.NONE, () -> NOW);
    view.open(WIDGET, "e1", KEPT);
    write(view, topic(new Random(1)).subList(0, 5_000), new Random(2));
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<Boolean> reader =
          () -> {
            try {
              while (true) {
                view.page(WIDGET, Optional.empty(), 50);
                try (Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.empty())) {
                  snapshot.states().forEachRemaining(state -> view.state(WIDGET, state.id()));
                }
              }
            } catch (IllegalStateException e) {
              return e.getMessage().contains("closed");
            }
          };
      Future<Boolean> first = threads.submit(reader);
      Future<Boolean> second = threads.submit(reader);
      view.page(WIDGET, Optional.empty(), 1_000);
      view.close();

      assertThat(first.get()).isTrue();
      assertThat(second.get()).isTrue();
      assertThat(view.openSnapshots()).isZero();
    }
  }

  private static List<TopicRecord> topic(Random random) {
    Map<Integer, Long> ends = new HashMap<>();
    List<TopicRecord> topic = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      String id = "id-" + random.nextInt(IDS);
      int partition = Partitions.of(id, PARTITIONS);
      long offset = ends.merge(partition, 1L, Long::sum) - 1;
      topic.add(
          new TopicRecord(
              partition,
              offset,
              id,
              random.nextInt(4) == 0 ? Optional.empty() : Optional.of("v" + i)));
    }
    return topic;
  }

  private static void write(RocksBootstrapView view, List<TopicRecord> topic, Random random) {
    int at = 0;
    while (at < topic.size()) {
      int end = Math.min(topic.size(), at + 1 + random.nextInt(50));
      List<Entry> entries = new ArrayList<>();
      Map<Integer, Reached> next = new HashMap<>();
      for (TopicRecord read : topic.subList(at, end)) {
        Content content =
            read.value()
                .<Content>map(value -> new Content.State(Bytes.utf8(value)))
                .orElseGet(Content.Tombstone::new);
        entries.add(new Entry(read.partition(), read.offset(), NOW, read.id(), content));
        next.put(read.partition(), new Reached(read.offset() + 1, NOW));
      }
      view.apply(WIDGET, entries, next);
      at = end;
    }
  }

  private static void checkSnapshot(RocksBootstrapView view, List<TopicRecord> topic, long seed) {
    Map<String, String> seen = new TreeMap<>();
    Map<Integer, Long> next;
    try (Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.empty())) {
      next = snapshot.positions().next();
      for (Iterator<StoredState> states = snapshot.states(); states.hasNext(); ) {
        StoredState state = states.next();
        seen.put(state.id(), state.value().toString());
      }
    }
    Map<String, String> expected = new TreeMap<>();
    for (TopicRecord read : topic) {
      if (read.offset() < next.getOrDefault(read.partition(), 0L)) {
        read.value()
            .ifPresentOrElse(
                value -> expected.put(read.id(), value), () -> expected.remove(read.id()));
      }
    }
    assertThat(seen).as("seed %d", seed).isEqualTo(expected);
  }
}
