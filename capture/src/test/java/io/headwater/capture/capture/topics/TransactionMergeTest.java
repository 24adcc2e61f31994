package io.headwater.capture.capture.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TransactionMergeTest {

  private static final TopicPartition A0 = new TopicPartition("a", 0);
  private static final TopicPartition B0 = new TopicPartition("b", 0);
  private static final TopicPartition ENDS = new TopicPartition("ends", 0);

  private final TransactionMerge merge = new TransactionMerge(List.of(A0, B0), ENDS, 100);
  private long now;

  @Test
  void givesATransactionWhenAllItsChangesHaveCome() {
    merge.add(held(A0, 0, "t1"), now);
    merge.end("t1", 2, raw(ENDS, 0), now);
    assertThat(steps()).isEmpty();

    merge.add(held(B0, 0, "t1"), now);

    assertThat(steps()).containsExactly("t1: [a-0@0, b-0@0]");
  }

  @Test
  void givesTransactionsInTheOrderOfTheirEnds() {
    merge.add(held(A0, 0, "t1"), now);
    merge.add(held(B0, 0, "t2"), now);
    merge.add(held(A0, 1, "t2"), now);
    merge.end("t1", 1, raw(ENDS, 0), now);
    merge.end("t2", 2, raw(ENDS, 1), now);

    assertThat(steps()).containsExactly("t1: [a-0@0]", "t2: [a-0@1, b-0@0]");
  }

  @Test
  void waitsForTheEndAndKeepsItsPlaceMeanwhile() {
    merge.add(held(A0, 5, "t1"), now);

    assertThat(steps()).isEmpty();
    assertThat(merge.places()).isEqualTo(Map.of(A0, 5L));
  }

  @Test
  void keepsThePlaceOfAnEndWhoseChangesHaveNotCome() {
    merge.end("t1", 2, raw(ENDS, 7), now);
    merge.add(held(A0, 5, "t1"), now);
    steps();

    assertThat(merge.places()).isEqualTo(Map.of(A0, 5L, ENDS, 7L));
  }

  @Test
  void givesWhatIsThereWhenNoMoreCanComeAsAChangeWasRefused() {
    merge.end("t1", 3, raw(ENDS, 0), now);
    merge.add(held(A0, 0, "t1"), now);
    merge.add(free(B0, 0), now);
    merge.add(held(A0, 1, "t2"), now);
    merge.add(held(B0, 1, "t2"), now);

    assertThat(steps()).containsExactly("alone b-0@0", "incomplete t1: [a-0@0]");
  }

  @Test
  void givesWhatBelongsToNoTransactionAtOnce() {
    merge.add(free(A0, 0), now);
    merge.add(held(A0, 1, "t1"), now);

    assertThat(steps()).containsExactly("alone a-0@0");
  }

  @Test
  void keepsWhatIsRefusedBehindAChangeInItsPlace() {
    merge.add(held(A0, 0, "t1"), now);
    merge.end("t1", 3, raw(ENDS, 0), now);
    merge.add(free(A0, 1), now);
    merge.add(held(A0, 2, "t1"), now);
    assertThat(steps()).isEmpty();
    assertThat(merge.places()).isEqualTo(Map.of(A0, 0L, ENDS, 0L));

    merge.add(held(B0, 0, "t1"), now);

    assertThat(steps()).containsExactly("t1: [a-0@0, a-0@1, a-0@2, b-0@0]");
  }

  @Test
  void tearsATransactionWhoseEndDoesNotComeThoughAllEndsAreRead() {
    merge.add(held(A0, 0, "t1"), now);
    merge.add(held(A0, 1, "t1"), now);
    merge.atEnd(Set.of(ENDS), now);
    pass();
    assertThat(merge.isDue()).as("ends that were not read since").isFalse();
    merge.atEnd(Set.of(ENDS), now);

    assertThat(merge.isDue()).isTrue();
    assertThat(steps()).containsExactly("torn a-0@0", "torn a-0@1");
    assertThat(merge.places()).isEmpty();
  }

  @Test
  void aTransactionWithoutAnEndHoldsUpNoLaterOneForLong() {
    merge.add(held(A0, 0, "lost"), now);
    merge.add(held(A0, 1, "t2"), now);
    merge.end("t2", 2, raw(ENDS, 0), now);
    merge.add(held(B0, 0, "t2"), now);
    pass();
    merge.atEnd(Set.of(ENDS), now);

    assertThat(steps()).containsExactly("torn a-0@0", "t2: [a-0@1, b-0@0]");
  }

  @Test
  void aRefusedChangeHoldsUpItsTransactionForNoLongerThanTheOthersGoOn() {
    merge.add(held(A0, 0, "t1"), now);
    merge.end("t1", 2, raw(ENDS, 0), now);
    pass();
    merge.atEnd(Set.of(A0, B0, ENDS), now);
    for (int i = 1; i < 10; i++) {
      merge.add(held(A0, i, "t2"), now);
    }

    assertThat(merge.isDue()).isTrue();
    assertThat(steps()).containsExactly("incomplete t1: [a-0@0]");
  }

  @Test
  void waitsForAPartitionThatIsNotReadToItsEnd() {
    merge.add(held(A0, 0, "t1"), now);
    merge.end("t1", 2, raw(ENDS, 0), now);
    merge.atEnd(Set.of(B0), now);
    pass();
    merge.atEnd(Set.of(A0, ENDS), now);
    assertThat(steps()).isEmpty();

    merge.add(held(B0, 0, "t1"), now);

    assertThat(steps()).containsExactly("t1: [a-0@0, b-0@0]");
  }

  @Test
  void tearsWhatIsTooLargeToBeHeldAndForgetsItsEnd() {
    for (int i = 0; i <= 100; i++) {
      merge.add(held(A0, i, "t1"), now);
    }
    assertThat(steps()).hasSize(101).first().isEqualTo("torn a-0@0");

    merge.end("t1", 101, raw(ENDS, 0), now);
    merge.add(held(A0, 101, "t2"), now);
    merge.end("t2", 1, raw(ENDS, 1), now);

    assertThat(steps()).containsExactly("t2: [a-0@101]");
  }

  @Test
  void holdsNoMoreEndsThanRecords() {
    merge.end("t0", 1, raw(ENDS, 0), now);
    for (int i = 1; i <= 100; i++) {
      merge.end("t" + i, 0, raw(ENDS, i), now);
    }

    assertThat(steps()).hasSize(101).first().isEqualTo("incomplete t0: []");
  }

  @Test
  void aChangeWhoseEndIsMissingWaitsForThoseBeforeItInItsPartition() {
    merge.add(held(A0, 0, "t1"), now);
    merge.add(held(A0, 1, "t2"), now);
    merge.end("t1", 2, raw(ENDS, 0), now);
    assertThat(steps()).isEmpty();
    pass();
    merge.atEnd(Set.of(A0, B0, ENDS), now);

    assertThat(steps()).containsExactly("incomplete t1: [a-0@0]", "torn a-0@1");
  }

  @Test
  void incompleteTransactionsAreWaitedForTogether() {
    for (int i = 0; i < 20; i++) {
      merge.add(held(A0, i, "t" + i), now);
      merge.end("t" + i, 2, raw(ENDS, i), now);
    }
    assertThat(steps()).isEmpty();
    pass();
    merge.atEnd(Set.of(A0, B0, ENDS), now);

    assertThat(steps()).hasSize(20).last().isEqualTo("incomplete t19: [a-0@19]");
  }

  @Test
  void waitsForAPartitionThatWasAddedAndIsNotReadYet() {
    TopicPartition b1 = new TopicPartition("b", 1);
    merge.added(Set.of(A0, B0, b1, ENDS));
    merge.add(held(A0, 0, "t1"), now);
    merge.end("t1", 2, raw(ENDS, 0), now);
    merge.add(held(A0, 1, "t2"), now);
    merge.add(held(B0, 0, "t2"), now);
    assertThat(steps()).isEmpty();

    merge.add(held(b1, 0, "t1"), now);

    assertThat(steps()).containsExactly("t1: [a-0@0, b-1@0]");
  }

  /** The ends are small and read far ahead of a large topic of changes. */
  @Test
  void readsABacklogOfAnySizeWithoutTearingIt() {
    int transactions = 1_000;
    int[] read = {0, 0, 0};
    List<String> given = new ArrayList<>();
    while (given.size() < transactions) {
      Set<TopicPartition> ahead = merge.ahead();
      // At each poll 40 ends, 10 changes of one topic, and 1 of the other.
      for (int i = 0; i < 40 && read[0] < transactions && !ahead.contains(ENDS); i++) {
        merge.end("t" + read[0], 2, raw(ENDS, read[0]++), now);
      }
      for (int i = 0; i < 10 && read[1] < transactions && !ahead.contains(A0); i++) {
        merge.add(held(A0, read[1], "t" + read[1]++), now);
      }
      if (!ahead.contains(B0)) {
        merge.add(held(B0, read[2], "t" + read[2]++), now);
      }
      given.addAll(steps());
    }

    assertThat(given).allMatch(step -> step.startsWith("t"), "whole and not torn");
    assertThat(given).noneMatch(step -> step.startsWith("torn"));
    assertThat(given.getLast()).isEqualTo("t999: [a-0@999, b-0@999]");
  }

  private void pass() {
    now += TransactionMerge.PATIENCE.toNanos() + 1;
  }

  @Test
  void takesAnEndThatIsSentAgainOnce() {
    merge.add(held(A0, 0, "t1"), now);
    merge.end("t1", 1, raw(ENDS, 0), now);
    assertThat(steps()).containsExactly("t1: [a-0@0]");

    merge.end("t1", 1, raw(ENDS, 1), now);
    merge.add(held(A0, 1, "t2"), now);
    merge.end("t2", 1, raw(ENDS, 2), now);

    assertThat(steps()).containsExactly("t2: [a-0@1]");
  }

  @Test
  void putsTransactionsTogetherHoweverTheirRecordsCome() {
    long seed = Long.getLong("headwater.seed", System.nanoTime());
    System.out.println("-Dheadwater.seed=" + seed);
    Random random = new Random(seed);
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      partitions.add(new TopicPartition("t", i));
    }
    List<List<TransactionMerge.Held>> logs = new ArrayList<>();
    partitions.forEach(partition -> logs.add(new ArrayList<>()));
    int[] sizes = new int[200];
    for (int t = 0; t < sizes.length; t++) {
      sizes[t] = 1 + random.nextInt(6);
      for (int i = 0; i < sizes[t]; i++) {
        int at = random.nextInt(partitions.size());
        logs.get(at).add(held(partitions.get(at), logs.get(at).size(), "t" + t));
      }
    }
    TransactionMerge whole = new TransactionMerge(partitions, ENDS, 10_000);
    List<String> given = new ArrayList<>();
    int[] read = new int[partitions.size()];
    int ended = 0;
    while (given.size() < sizes.length) {
      int at = random.nextInt(partitions.size() + 1);
      if (at == partitions.size() && ended < sizes.length) {
        whole.end("t" + ended, sizes[ended], raw(ENDS, ended), 0);
        ended++;
      } else if (at < partitions.size() && read[at] < logs.get(at).size()) {
        whole.add(logs.get(at).get(read[at]++), 0);
      }
      for (var step = whole.next(); step.isPresent(); step = whole.next()) {
        assertThat(step.get()).isInstanceOf(TransactionMerge.Step.Whole.class);
        TransactionMerge.Step.Whole one = (TransactionMerge.Step.Whole) step.get();
        assertThat(one.changes()).hasSize(sizes[given.size()]);
        given.add(one.transaction());
      }
    }
    for (int t = 0; t < sizes.length; t++) {
      assertThat(given.get(t)).isEqualTo("t" + t);
    }
  }

  private List<String> steps() {
    List<String> steps = new ArrayList<>();
    for (var step = merge.next(); step.isPresent(); step = merge.next()) {
      steps.add(
          switch (step.get()) {
            case TransactionMerge.Step.Alone one ->
                (one.torn() ? "torn " : "alone ") + one.held().raw().position();
            case TransactionMerge.Step.Whole whole ->
                (whole.complete() ? "" : "incomplete ")
                    + whole.transaction()
                    + ": "
                    + whole.changes().stream().map(one -> one.raw().position()).toList();
          });
    }
    return steps;
  }

  private static TransactionMerge.Held held(TopicPartition at, long offset, String transaction) {
    return new TransactionMerge.Held(raw(at, offset), outcomes(), Optional.of(transaction));
  }

  private static TransactionMerge.Held free(TopicPartition at, long offset) {
    return new TransactionMerge.Held(raw(at, offset), outcomes(), Optional.empty());
  }

  private static List<Normalization> outcomes() {
    return List.of(new Normalization.Skipped("tombstone"));
  }

  private static RawRecord raw(TopicPartition at, long offset) {
    return new RawRecord(
        at.topic(),
        at.partition(),
        offset,
        Instant.EPOCH,
        Optional.empty(),
        Optional.of(Bytes.utf8("x")),
        List.of());
  }
}
