package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.TransactionMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What holds wherever an engine is killed and started again, whatever its database. */
abstract class RestartContract {

  /** An engine at the workload's beginning, with batches of that size. */
  abstract KilledEngine runs(int batch) throws Exception;

  /** The workload's changes, as {@link KilledEngine#changes} tells them. */
  abstract List<String> expected();

  @Test
  void losesAndDoublesNothingWhereverTheEngineIsKilled() throws Exception {
    KilledEngine undisturbed = runs(1);
    AtomicInteger records = new AtomicInteger();
    undisturbed.run(
        engineRecord -> {
          if (isChangeOrBoundary(engineRecord)) {
            records.incrementAndGet();
          }
        },
        OptionalInt.empty());
    assertHoldsTheWorkload("undisturbed", undisturbed);

    for (int index = 0; index < records.get(); index++) {
      KilledEngine runs = runs(1);
      int killAt = index;
      AtomicInteger seen = new AtomicInteger();
      runs.run(
          engineRecord -> {
            if (isChangeOrBoundary(engineRecord) && seen.getAndIncrement() == killAt) {
              throw new KilledEngine.Killed();
            }
          },
          OptionalInt.empty());
      assertThat(runs.changes()).doesNotContain(KilledEngine.LAST);
      runs.run(RecordTap.NONE, OptionalInt.empty());
      assertHoldsTheWorkload("killed before record " + index, runs);
    }
  }

  @Test
  void losesAndDoublesNothingWhenKilledBetweenTheCommitAndItsAcknowledgement() throws Exception {
    int commits = 0;
    boolean killed = true;
    while (killed) {
      commits++;
      KilledEngine runs = runs(1);
      runs.run(RecordTap.NONE, OptionalInt.of(commits));
      killed = !runs.changes().contains(KilledEngine.LAST);
      if (killed) {
        runs.run(RecordTap.NONE, OptionalInt.empty());
      }
      assertHoldsTheWorkload("killed after commit " + commits, runs);
    }
    assertThat(commits).isGreaterThan(8);
  }

  @Test
  void losesAndDoublesNothingWhenKilledAgainAndAgainWithLargeBatches() throws Exception {
    KilledEngine runs = runs(16);
    int kills = 0;
    while (!runs.changes().contains(KilledEngine.LAST)) {
      AtomicInteger seen = new AtomicInteger();
      int killAt = 7 + kills * 5;
      runs.run(
          engineRecord -> {
            if (seen.getAndIncrement() == killAt) {
              throw new KilledEngine.Killed();
            }
          },
          OptionalInt.empty());
      kills++;
    }

    assertThat(kills).isGreaterThan(2);
    assertHoldsTheWorkload("killed " + kills + " times", runs);
  }

  private static boolean isChangeOrBoundary(SourceRecord engineRecord) {
    return engineRecord.value() instanceof Struct value
        && (value.schema().field("op") != null || value.schema().field("status") != null);
  }

  private void assertHoldsTheWorkload(String when, KilledEngine runs) {
    assertThat(runs.changes()).as(when).containsExactlyElementsOf(expected());
    List<TransactionMark> marks = new ArrayList<>();
    for (ChangeLogRecord logged : runs.log().records()) {
      mark(logged).ifPresent(marks::add);
    }
    for (int i = 0; i < marks.size(); i++) {
      TransactionMark mark = marks.get(i);
      boolean first = i == 0 || marks.get(i - 1).last();
      assertThat(mark.index()).as(when).isEqualTo(first ? 0 : marks.get(i - 1).index() + 1);
      if (!first) {
        assertThat(mark.id()).as(when).isEqualTo(marks.get(i - 1).id());
      }
    }
    assertThat(marks.getLast().last()).as(when).isTrue();
  }

  private static Optional<TransactionMark> mark(ChangeLogRecord logged) {
    return switch (logged) {
      case ChangeEvent event -> event.transaction();
      case ControlRecord.Truncated truncated -> truncated.transaction();
      case ControlRecord other -> Optional.empty();
    };
  }
}
