package io.headwater.persistence.bootstrap;

import static io.headwater.persistence.bootstrap.ViewSamples.GADGET;
import static io.headwater.persistence.bootstrap.ViewSamples.KEPT;
import static io.headwater.persistence.bootstrap.ViewSamples.NOW;
import static io.headwater.persistence.bootstrap.ViewSamples.PARTITIONS;
import static io.headwater.persistence.bootstrap.ViewSamples.WIDGET;
import static io.headwater.persistence.bootstrap.ViewSamples.apply;
import static io.headwater.persistence.bootstrap.ViewSamples.drain;
import static io.headwater.persistence.bootstrap.ViewSamples.gone;
import static io.headwater.persistence.bootstrap.ViewSamples.next;
import static io.headwater.persistence.bootstrap.ViewSamples.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.bootstrap.BootstrapView.Snapshot;
import io.headwater.core.bootstrap.BootstrapView.StoredState;
import io.headwater.core.bootstrap.BootstrapViewWriter.Content;
import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksBootstrapViewTest {

  @TempDir Path directory;

  private RocksBootstrapView view;

  @BeforeEach
  void open() {
    view =
        RocksBootstrapView.open(
            directory, PARTITIONS, new ViewLimits(8 << 20, 8 << 20, 3), ViewPins.NONE, () -> NOW);
  }

  @AfterEach
  void close() {
    view.close();
  }

  private void reopen() {
    close();
    open();
  }

  @Test
  void servesTheNewestStateOfAResource() {
    view.open(WIDGET, "e1", KEPT);

    apply(view, WIDGET, List.of(put("42", "old"), put("7", "seven")), next("42", 1, "7", 1));
    apply(view, WIDGET, List.of(put("42", "new"), gone("7")), next("42", 2, "7", 2));

    assertThat(view.state(WIDGET, "42")).contains(Bytes.utf8("new"));
    assertThat(view.state(WIDGET, "7")).isEmpty();
    assertThat(view.state(GADGET, "42")).isEmpty();
    assertThat(view.count(WIDGET)).isEqualTo(1);
    assertThat(view.types()).containsExactly(WIDGET);
  }

  @Test
  void knowsNothingOfATypeThatWasNeverOpened() {
    assertThat(view.types()).isEmpty();
    assertThat(view.count(WIDGET)).isZero();
    assertThat(view.positions(WIDGET)).isEqualTo(StreamPositions.of("", Map.of()));
    assertThat(view.page(WIDGET, Optional.empty(), 10)).isEmpty();
    try (Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.empty())) {
      assertThat(snapshot.states()).isExhausted();
      assertThat(snapshot.positions().next()).isEmpty();
    }
    assertThatThrownBy(() -> apply(view, WIDGET, List.of(put("1", "a")), next("1", 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("widget was not opened");
  }

  @Test
  void reopeningKeepsStatesPositionsAndCount() {
    view.open(WIDGET, "e1", KEPT);
    apply(view, WIDGET, List.of(put("42", "a"), put("7", "b")), Map.of(0, 5L, 1, 6L, 2, 0L, 3, 1L));

    reopen();

    assertThat(view.count(WIDGET)).isEqualTo(2);
    assertThat(view.state(WIDGET, "7")).contains(Bytes.utf8("b"));
    assertThat(view.open(WIDGET, "e1", KEPT))
        .isEqualTo(StreamPositions.of("e1", Map.of(0, 5L, 1, 6L, 2, 0L, 3, 1L)));
    assertThat(view.count(WIDGET)).isEqualTo(2);
  }

  @Test
  void anotherEpochEmptiesTheTypeAndOnlyThatType() {
    view.open(WIDGET, "e1", KEPT);
    view.open(GADGET, "e1", KEPT);
    apply(view, WIDGET, List.of(put("42", "a")), next("42", 9));
    apply(view, GADGET, List.of(put("42", "g")), next("42", 9));

    StreamPositions positions = view.open(WIDGET, "e2", KEPT);

    assertThat(positions).isEqualTo(StreamPositions.of("e2", Map.of()));
    assertThat(view.count(WIDGET)).isZero();
    assertThat(view.state(WIDGET, "42")).isEmpty();
    assertThat(view.state(GADGET, "42")).contains(Bytes.utf8("g"));
    reopen();
    assertThat(view.positions(WIDGET)).isEqualTo(StreamPositions.of("e2", Map.of()));
    assertThat(view.count(WIDGET)).isZero();
  }

  @Test
  void aSnapshotOutlivesAChangeOfEpoch() {
    view.open(WIDGET, "e1", KEPT);
    apply(view, WIDGET, List.of(put("42", "a")), next("42", 9));

    try (Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.empty())) {
      view.open(WIDGET, "e2", KEPT);
      apply(view, WIDGET, List.of(put("1", "b")), next("1", 1));

      assertThat(snapshot.positions()).isEqualTo(StreamPositions.of("e1", next("42", 9)));
      assertThat(drain(snapshot)).containsExactly(Map.entry("42", "a"));
    }
  }

  @Test
  void retainDeletesTheOtherTypes() {
    view.open(WIDGET, "e1", KEPT);
    view.open(GADGET, "e1", KEPT);
    apply(view, GADGET, List.of(put("42", "g")), next("42", 9));

    view.retain(Set.of(WIDGET));

    assertThat(view.types()).containsExactly(WIDGET);
    reopen();
    assertThat(view.types()).containsExactly(WIDGET);
    assertThat(view.state(GADGET, "42")).isEmpty();
  }

  @Test
  void advancesPositionsWithoutRecords() {
    view.open(WIDGET, "e1", KEPT);

    apply(view, WIDGET, List.of(), Map.of(2, 17L));

    reopen();
    assertThat(view.positions(WIDGET)).isEqualTo(StreamPositions.of("e1", Map.of(2, 17L)));
  }

  @Test
  void refusesABatchThatGoesBackAndAppliesNothingOfIt() {
    view.open(WIDGET, "e1", KEPT);
    apply(view, WIDGET, List.of(put("42", "a")), next("42", 9));

    assertThatThrownBy(() -> apply(view, WIDGET, List.of(put("42", "b")), next("42", 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is at 9 in the view and cannot go back to 8");

    assertThat(view.state(WIDGET, "42")).contains(Bytes.utf8("a"));
  }

  @Test
  void refusesRecordsInAnotherPartitionOrWithoutAPosition() {
    view.open(WIDGET, "e1", KEPT);
    int wrong = (Partitions.of("42", PARTITIONS) + 1) % PARTITIONS;
    List<Entry> misplaced =
        List.of(new Entry(wrong, 0, NOW, "42", new Content.State(Bytes.utf8("a"))));

    assertThatThrownBy(() -> apply(view, WIDGET, misplaced, Map.of(wrong, 1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("belongs in partition");
    assertThatThrownBy(() -> view.apply(WIDGET, List.of(put("42", "a")), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("come without a position");
    assertThat(view.count(WIDGET)).isZero();
  }

  @Test
  void pagesAreInUtf8OrderAcrossPartitions() {
    List<String> ids = new ArrayList<>(List.of("", "a", "ä", "z", "aa", "\u0000", "\uffff", "日本"));
    ids.add("\ud83d\ude00");
    ids.add("{\"a\":1,\"b\":\"x\"}");
    for (int i = 0; i < 300; i++) {
      ids.add(i + (i % 3 == 0 ? "é" : "") + (i % 7 == 0 ? "\ud834\udd1e" : ""));
    }
    view.open(WIDGET, "e1", KEPT);
    apply(view, WIDGET, ids.stream().map(id -> put(id, "of " + id)).toList(), everywhere(1));
    List<String> expected = ids.stream().sorted(RocksBootstrapViewTest::utf8Order).toList();

    for (int limit : List.of(1, 7, 1_000)) {
      List<String> paged = new ArrayList<>();
      Optional<String> after = Optional.empty();
      while (true) {
        List<StoredState> page = view.page(WIDGET, after, limit);
        page.forEach(state -> assertThat(state.value()).hasToString("of " + state.id()));
        page.forEach(state -> paged.add(state.id()));
        if (page.size() < limit) {
          break;
        }
        after = Optional.of(page.getLast().id());
      }
      assertThat(paged).isEqualTo(expected);
    }
    assertThat(view.page(WIDGET, Optional.of("absent"), 2)).hasSize(2);
  }

  @Test
  void aSnapshotOfOnePartitionHasItsStatesAndPositionOnly() {
    view.open(WIDGET, "e1", KEPT);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      entries.add(put("id-" + i, "v" + i));
    }
    apply(view, WIDGET, entries, everywhere(50));

    Map<String, String> all = new TreeMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      try (Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.of(partition))) {
        int expected = partition;
        Map<String, String> states = drain(snapshot);
        assertThat(states.keySet())
            .isNotEmpty()
            .allMatch(id -> Partitions.of(id, PARTITIONS) == expected);
        assertThat(snapshot.positions().next()).isEqualTo(Map.of(partition, 50L));
        all.putAll(states);
      }
    }
    assertThat(all).hasSize(200);
    assertThatThrownBy(() -> view.snapshot(WIDGET, OptionalInt.of(PARTITIONS)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void openSnapshotsAreCountedAndLimited() {
    view.open(WIDGET, "e1", KEPT);
    List<Snapshot> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      open.add(view.snapshot(WIDGET, OptionalInt.empty()));
    }

    assertThat(view.openSnapshots()).isEqualTo(3);
    assertThatThrownBy(() -> view.snapshot(WIDGET, OptionalInt.empty()))
        .isInstanceOf(SnapshotLimitException.class)
        .hasMessageContaining("3 snapshots");
    open.getFirst().close();
    open.getFirst().close();
    assertThat(view.openSnapshots()).isEqualTo(2);
    view.snapshot(WIDGET, OptionalInt.empty()).close();
    assertThat(view.openSnapshots()).isEqualTo(2);
  }

  @Test
  void closingTheViewClosesSnapshotsAndRefusesFurtherUse() {
    view.open(WIDGET, "e1", KEPT);
    apply(view, WIDGET, List.of(put("42", "a")), next("42", 9));
    Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.empty());
    Iterator<StoredState> states = snapshot.states();

    view.close();
    view.close();
    snapshot.close();

    assertThat(view.openSnapshots()).isZero();
    assertThatThrownBy(states::hasNext).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.state(WIDGET, "42")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.open(WIDGET, "e1", KEPT))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theStatesOfASnapshotMayBeTakenOnce() {
    view.open(WIDGET, "e1", KEPT);
    try (Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.empty())) {
      snapshot.states();

      assertThatThrownBy(snapshot::states).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void countAndStatesEqualAMapsUnderRandomBatches() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, String> expected = new HashMap<>();
    view.open(WIDGET, "e1", KEPT);
    for (int batch = 1; batch <= 200; batch++) {
      List<Entry> entries = new ArrayList<>();
      for (int i = random.nextInt(40); i > 0; i--) {
        String id = "id-" + random.nextInt(60);
        if (random.nextInt(3) == 0) {
          entries.add(gone(id));
          expected.remove(id);
        } else {
          String value = "v" + random.nextInt();
          entries.add(put(id, value));
          expected.put(id, value);
        }
      }
      apply(view, WIDGET, entries, everywhere(batch * 100L));
      if (random.nextInt(20) == 0) {
        reopen();
      }

      assertThat(view.count(WIDGET)).as("seed %d", seed).isEqualTo(expected.size());
    }
    try (Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.empty())) {
      assertThat(drain(snapshot)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static Map<Integer, Long> everywhere(long offset) {
    Map<Integer, Long> next = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      next.put(partition, offset);
    }
    return next;
  }

  private static int utf8Order(String left, String right) {
    return Arrays.compareUnsigned(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }
}
