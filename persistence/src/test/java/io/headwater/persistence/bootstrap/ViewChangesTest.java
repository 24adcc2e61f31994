package io.headwater.persistence.bootstrap;

import static io.headwater.persistence.bootstrap.ViewSamples.KEPT;
import static io.headwater.persistence.bootstrap.ViewSamples.NOW;
import static io.headwater.persistence.bootstrap.ViewSamples.PARTITIONS;
import static io.headwater.persistence.bootstrap.ViewSamples.WIDGET;
import static io.headwater.persistence.bootstrap.ViewSamples.apply;
import static io.headwater.persistence.bootstrap.ViewSamples.gone;
import static io.headwater.persistence.bootstrap.ViewSamples.next;
import static io.headwater.persistence.bootstrap.ViewSamples.put;
import static io.headwater.persistence.bootstrap.ViewSamples.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.headwater.core.bootstrap.BootstrapView.ChangeLimits;
import io.headwater.core.bootstrap.BootstrapView.Following;
import io.headwater.core.bootstrap.BootstrapView.Snapshot;
import io.headwater.core.bootstrap.BootstrapViewWriter.Content;
import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.bootstrap.BootstrapViewWriter.Reached;
import io.headwater.core.bootstrap.ChangeBatch;
import io.headwater.core.bootstrap.ChangeBatch.Change;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.UnsafePositionsException;
import io.headwater.core.bootstrap.UnsafePositionsException.Reason;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the view says has changed behind positions, and when it refuses to say. */
class ViewChangesTest {

  private static final ChangeLimits ALL = new ChangeLimits(10_000, 1 << 20);
  private static final int IN_42 = Partitions.of("42", PARTITIONS);

  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private Map<Integer, Long> pinned = Map.of();
  private RocksBootstrapView view;

  @BeforeEach
  void open() {
    view = reopened();
    view.open(WIDGET, "e1", KEPT);
  }

  @AfterEach
  void close() {
    view.close();
  }

  private RocksBootstrapView reopened() {
    return RocksBootstrapView.open(
        directory, PARTITIONS, ViewLimits.defaults(), (type, epoch) -> pinned, now::get);
  }

  private ChangeBatch since(long offset) {
    return view.changes(WIDGET, StreamPositions.of("e1", Map.of(IN_42, offset)), ALL);
  }

  private static Change state(String id, long offset, String value) {
    return new Change(IN_42, offset, id, Optional.of(Bytes.utf8(value)), false);
  }

  @Test
  void aResourceIsToldOnceWithItsNewestState() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));
    apply(view, WIDGET, List.of(put("42", "two"), put("42", "three")), next("42", 4));

    assertThat(since(0).changes()).containsExactly(state("42", 3, "three"));
    assertThat(since(3).changes()).containsExactly(state("42", 3, "three"));
    assertThat(since(4).changes()).isEmpty();
  }

  @Test
  void thePositionsBehindTheChangesAreThoseOfTheView() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 9));

    ChangeBatch batch = since(8);

    assertThat(batch.changes()).hasSize(1);
    assertThat(batch.next()).isEqualTo(StreamPositions.of("e1", next("42", 9)));
    assertThat(batch.isUpToDate()).isTrue();
    assertThat(since(9).isUpToDate()).isTrue();
    assertThat(since(10))
        .satisfies(
            ahead -> {
              assertThat(ahead.isUpToDate()).isFalse();
              assertThat(ahead.isLast()).isTrue();
            });
  }

  @Test
  void aDeletionIsToldWithItsRecordAlsoWhenNothingWasThere() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));
    apply(view, WIDGET, List.of(gone("42"), tombstone("42")), next("42", 3));

    assertThat(since(0).changes())
        .containsExactly(new Change(IN_42, 1, "42", Optional.of(Bytes.utf8("deleted")), true));
    assertThat(view.count(WIDGET)).isZero();
    assertThat(view.state(WIDGET, "42")).isEmpty();
  }

  @Test
  void aTombstoneAloneIsADeletionWithoutARecord() {
    apply(view, WIDGET, List.of(tombstone("42")), next("42", 1));

    assertThat(since(0).changes())
        .containsExactly(new Change(IN_42, 0, "42", Optional.empty(), true));
  }

  @Test
  void aResourceThatComesAndGoesIsToldOnceWhetherItIsThereOrNot() {
    for (int round = 0; round < 5; round++) {
      apply(view, WIDGET, List.of(put("42", "one")), next("42", 2 * round + 1));
      assertThat(since(0).changes()).containsExactly(state("42", 2 * round, "one"));

      apply(view, WIDGET, List.of(gone("42")), next("42", 2 * round + 2));
      assertThat(since(0).changes())
          .extracting(Change::offset, Change::isDeletion)
          .containsExactly(tuple(2L * round + 1, true));
    }
    apply(view, WIDGET, List.of(gone("42")), next("42", 11));
    assertThat(since(0).changes()).extracting(Change::offset).containsExactly(10L);
  }

  @Test
  void aTombstoneInALaterWriteThanItsDeletionIsNotToldToo() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));
    apply(view, WIDGET, List.of(gone("42")), next("42", 2));
    apply(view, WIDGET, List.of(tombstone("42")), next("42", 3));

    assertThat(since(0).changes())
        .containsExactly(new Change(IN_42, 1, "42", Optional.of(Bytes.utf8("deleted")), true));
    assertThat(since(2).changes()).isEmpty();
  }

  @Test
  void whatIsWrittenWithTheForgettingOfADeletionIsNotForgottenWithIt() {
    apply(view, WIDGET, List.of(gone("42")), next("42", 1));
    now.set(NOW.plus(KEPT.multipliedBy(15).dividedBy(16)));
    apply(view, WIDGET, List.of(gone("42")), next("42", 2), now.get());

    assertThat(since(1).changes()).extracting(Change::offset).containsExactly(1L);
    assertRefused(Reason.EXPIRED, () -> since(0));

    apply(view, WIDGET, List.of(put("42", "two")), next("42", 3), now.get());
    assertThat(since(1).changes()).containsExactly(state("42", 2, "two"));
  }

  @Test
  void aDeletionThatWasForgottenLeavesNothingThatALaterOneCouldMissAt() {
    apply(view, WIDGET, List.of(gone("42")), next("42", 1));
    now.set(NOW.plus(KEPT.multipliedBy(15).dividedBy(16)));
    apply(view, WIDGET, List.of(), next("42", 1), now.get());
    apply(view, WIDGET, List.of(tombstone("42")), next("42", 2), now.get());

    assertThat(since(1).changes()).extracting(Change::isDeletion).containsExactly(true);
  }

  @Test
  void positionsAheadOfTheViewComeBackAsTheyAre() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));

    ChangeBatch batch = since(77);

    assertThat(batch.changes()).isEmpty();
    assertThat(batch.next().next()).containsEntry(IN_42, 77L);
  }

  @Test
  void limitsCutABatchAndTheNextOneGoesOnBehindIt() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      entries.add(put("id" + i, "of " + i));
    }
    Map<Integer, Long> everywhere = new HashMap<>();
    entries.forEach(entry -> everywhere.merge(entry.partition(), 1L, Long::sum));
    apply(view, WIDGET, entries, everywhere);
    Map<Integer, Long> beginning = new HashMap<>();
    everywhere.keySet().forEach(partition -> beginning.put(partition, 0L));

    for (ChangeLimits limits :
        List.of(
            new ChangeLimits(7, 1 << 20), new ChangeLimits(1_000, 30), new ChangeLimits(1, 1))) {
      Map<String, String> seen = new TreeMap<>();
      ChangeBatch batch = view.changes(WIDGET, StreamPositions.of("e1", beginning), limits);
      int batches = 1;
      while (true) {
        assertThat(batch.changes()).hasSizeLessThanOrEqualTo(limits.changes());
        batch.changes().forEach(change -> seen.put(change.id(), change.value().orElseThrow() + ""));
        if (batch.isUpToDate()) {
          break;
        }
        assertThat(batch.changes()).isNotEmpty();
        batch = view.changes(WIDGET, batch.next(), limits);
        batches++;
      }
      assertThat(seen).hasSize(200);
      assertThat(batches).isGreaterThan(10);
      assertThat(batch.next().next()).isEqualTo(new TreeMap<>(everywhere));
    }
  }

  @Test
  void aBusyPartitionDoesNotHoldUpTheOthersHoweverSmallTheBatches() {
    for (ChangeLimits limits :
        List.of(
            new ChangeLimits(1, 1 << 20), new ChangeLimits(3, 1 << 20), new ChangeLimits(100, 1))) {
      Map<Integer, Long> ends = new HashMap<>(view.positions(WIDGET).next());
      SortedMap<Integer, Long> at = new TreeMap<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        at.put(partition, ends.getOrDefault(partition, 0L));
      }
      StreamPositions since = new StreamPositions("e1", at);
      write(ends, 400);
      Set<Integer> told = new HashSet<>();
      for (int batch = 0; batch < 100; batch++) {
        ChangeBatch read = view.changes(WIDGET, since, limits);
        read.changes().forEach(change -> told.add(change.partition()));
        since = read.next();
      }

      assertThat(told).as("%s", limits).containsExactlyInAnyOrder(0, 1, 2, 3);
    }
  }

  @Test
  void theBytesOfABatchAreSharedByThePartitions() {
    Map<Integer, Long> ends = new HashMap<>();
    write(ends, 400);
    SortedMap<Integer, Long> beginning = new TreeMap<>();
    ends.keySet().forEach(partition -> beginning.put(partition, 0L));

    ChangeBatch batch =
        view.changes(WIDGET, new StreamPositions("e1", beginning), new ChangeLimits(10_000, 200));

    assertThat(batch.changes()).extracting(Change::partition).contains(0, 1, 2, 3);
  }

  private void write(Map<Integer, Long> ends, int states) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < states; i++) {
      Entry entry = put("id" + i, "of " + i);
      entries.add(entry);
      ends.merge(entry.partition(), 1L, Long::sum);
    }
    apply(view, WIDGET, entries, ends);
  }

  @Test
  void positionsOfAnotherEpochAndUnknownPartitionsAreRefused() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));

    assertRefused(
        Reason.OTHER_EPOCH,
        () -> view.changes(WIDGET, StreamPositions.of("e0", Map.of(IN_42, 0L)), ALL));
    assertRefused(
        Reason.UNKNOWN_PARTITION,
        () -> view.changes(WIDGET, StreamPositions.of("e1", Map.of(PARTITIONS, 0L)), ALL));
  }

  @Test
  void positionsBeforeAForgottenDeletionAreRefusedAndThoseBehindItAreNot() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));
    apply(view, WIDGET, List.of(gone("42")), next("42", 2));
    assertThat(since(1).changes()).hasSize(1);

    now.set(NOW.plus(KEPT));
    apply(view, WIDGET, List.of(), next("42", 2), now.get());

    assertRefused(Reason.EXPIRED, () -> since(1));
    assertThat(since(2).changes()).isEmpty();
  }

  @Test
  void aPinnedDeletionIsRememberedHereThoughTheTopicMayHaveForgottenIt() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));
    apply(view, WIDGET, List.of(gone("42")), next("42", 2));
    pinned = Map.of(IN_42, 1L);
    now.set(NOW.plus(KEPT));
    apply(view, WIDGET, List.of(), next("42", 2), now.get());

    StreamPositions held = StreamPositions.of("e1", Map.of(IN_42, 1L));
    assertThat(since(1).changes()).hasSize(1);
    view.requireSafe(WIDGET, held, Following.VIEW);
    assertRefused(Reason.EXPIRED, () -> view.requireSafe(WIDGET, held, Following.TOPIC));

    pinned = Map.of();
    now.set(now.get().plus(KEPT.dividedBy(32)));
    apply(view, WIDGET, List.of(), next("42", 2), now.get());
    assertRefused(Reason.EXPIRED, () -> since(1));
  }

  @Test
  void theTopicIsNotVouchedForByAViewThatStandsStillAsItCannotKnowItsDeletions() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));
    StreamPositions head = StreamPositions.of("e1", Map.of(IN_42, 1L));
    view.requireSafe(WIDGET, head, Following.TOPIC);

    now.set(NOW.plus(KEPT.multipliedBy(9).dividedBy(10)));

    assertRefused(Reason.EXPIRED, () -> view.requireSafe(WIDGET, head, Following.TOPIC));
    view.requireSafe(WIDGET, head, Following.VIEW);

    apply(view, WIDGET, List.of(), next("42", 1), now.get());
    view.requireSafe(WIDGET, head, Following.TOPIC);
  }

  @Test
  void aTypeThatDoesNotDeleteKeepsOldPositionsSafe() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));
    for (int day = 1; day < 30; day++) {
      now.set(NOW.plus(Duration.ofDays(day)));
      apply(view, WIDGET, List.of(), next("42", 1), now.get());
    }

    assertThat(since(0).changes()).hasSize(1);
  }

  @Test
  void aViewThatReadsAnOldTopicFromItsBeginningCannotVouchForDeletionsBeforeYoungRecords() {
    Instant old = NOW.minus(Duration.ofDays(30));
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 5), old);
    assertRefused(Reason.EXPIRED, () -> since(4));

    apply(view, WIDGET, List.of(put("42", "two")), next("42", 9), NOW);

    assertRefused(Reason.EXPIRED, () -> since(7));
    assertThat(since(8).changes()).containsExactly(state("42", 8, "two"));
  }

  @Test
  void aViewThatWasAwayForTooLongIsReadAnew() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));
    view.close();
    now.set(NOW.plus(KEPT).plusSeconds(1));
    view = reopened();

    assertThat(view.open(WIDGET, "e1", KEPT).next()).isEmpty();
    assertThat(view.count(WIDGET)).isZero();
  }

  @Test
  void aViewThatStandsStillForTooLongDoesNotGoOn() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));
    now.set(NOW.plus(KEPT).plusSeconds(1));

    assertRefused(
        Reason.EXPIRED,
        () -> apply(view, WIDGET, List.of(put("42", "two")), next("42", 2), now.get()));
  }

  @Test
  void changesAndDeletionsSurviveARestart() {
    apply(view, WIDGET, List.of(put("42", "one")), next("42", 1));
    apply(view, WIDGET, List.of(gone("42")), next("42", 2));
    view.close();
    view = reopened();
    view.open(WIDGET, "e1", KEPT);

    assertThat(since(1).changes()).extracting(Change::isDeletion).containsExactly(true);
  }

  @Test
  void aSnapshotGoesOnBehindAnId() {
    List<Entry> entries = new ArrayList<>();
    Map<Integer, Long> everywhere = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      Entry entry = put("id" + i, "of " + i);
      entries.add(entry);
      everywhere.merge(entry.partition(), 1L, Long::sum);
    }
    apply(view, WIDGET, entries, everywhere);
    List<String> whole = ids(Optional.empty());

    assertThat(whole).hasSize(50);
    for (int i = 0; i < whole.size(); i++) {
      assertThat(ids(Optional.of(whole.get(i)))).isEqualTo(whole.subList(i + 1, whole.size()));
    }
    assertThatThrownBy(
            () ->
                view.snapshot(WIDGET, OptionalInt.of((IN_42 + 1) % PARTITIONS), Optional.of("42")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> ids(Optional<String> after) {
    List<String> ids = new ArrayList<>();
    try (Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.empty(), after)) {
      snapshot.states().forEachRemaining(state -> ids.add(state.id()));
    }
    return ids;
  }

  /** Whoever applies what is told behind its positions, in any portions, has the view's states. */
  @Test
  void aCopyThatFollowsFromItsSnapshotBecomesTheView() {
    long seed = Long.getLong("headwater.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<Integer, Long> ends = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      ends.put(partition, 0L);
    }
    for (int step = 0; step < 20; step++) {
      write(random, ends, step);
    }
    Map<String, String> copy;
    StreamPositions at;
    try (Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.empty())) {
      copy = ViewSamples.drain(snapshot);
      at = snapshot.positions();
    }
    StreamPositions start = at;
    for (int step = 20; step < 400; step++) {
      write(random, ends, step);
      if (random.nextInt(3) == 0) {
        ChangeLimits limits = new ChangeLimits(1 + random.nextInt(20), 1 + random.nextInt(200));
        ChangeBatch batch = view.changes(WIDGET, at, limits);
        batch.changes().forEach(change -> fold(copy, change));
        at = batch.next();
      }
    }
    ChangeBatch last = view.changes(WIDGET, at, ALL);
    last.changes().forEach(change -> fold(copy, change));

    assertThat(view.changes(WIDGET, start, ALL).changes())
        .as("seed %d", seed)
        .extracting(Change::id)
        .doesNotHaveDuplicates();
    try (Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.empty())) {
      assertThat(copy).as("seed %d", seed).isEqualTo(ViewSamples.drain(snapshot));
      assertThat(last.next()).as("seed %d", seed).isEqualTo(snapshot.positions());
    }
  }

  private void write(Random random, Map<Integer, Long> ends, int step) {
    List<Entry> entries = new ArrayList<>();
    Map<Integer, Reached> reached = new HashMap<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      String id = "id" + random.nextInt(20);
      int partition = Partitions.of(id, PARTITIONS);
      long offset = ends.merge(partition, 1L + random.nextInt(2), Long::sum) - 1;
      Content content =
          switch (random.nextInt(4)) {
            case 0 -> new Content.Deletion(Bytes.utf8("deleted"));
            case 1 -> new Content.Tombstone();
            default -> new Content.State(Bytes.utf8("step " + step + " " + i));
          };
      entries.add(new Entry(partition, offset, NOW, id, content));
      reached.put(partition, new Reached(offset + 1, NOW));
    }
    view.apply(WIDGET, entries, reached);
  }

  private static void fold(Map<String, String> copy, Change change) {
    if (change.isDeletion()) {
      copy.remove(change.id());
    } else {
      copy.put(change.id(), change.value().orElseThrow().toString());
    }
  }

  private static void assertRefused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UnsafePositionsException.class,
            refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
