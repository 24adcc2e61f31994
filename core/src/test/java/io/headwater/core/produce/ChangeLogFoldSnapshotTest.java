package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.COLORS;
import static io.headwater.core.produce.Widgets.DIMENSIONS;
import static io.headwater.core.produce.Widgets.MAPPING;
import static io.headwater.core.produce.Widgets.PARTITION;
import static io.headwater.core.produce.Widgets.SOURCE;
import static io.headwater.core.produce.Widgets.TIME;
import static io.headwater.core.produce.Widgets.cleared;
import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.create;
import static io.headwater.core.produce.Widgets.in;
import static io.headwater.core.produce.Widgets.key;
import static io.headwater.core.produce.Widgets.read;
import static io.headwater.core.produce.Widgets.root;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ControlRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows that a source snapshot reads. */
class ChangeLogFoldSnapshotTest extends FoldFixture {

  @Test
  void aSnapshotIsStagedUntilItIsComplete() {
    assertThat(fold.next(10, STARTED)).isEqualTo(new ProduceStep.Held(10));
    assertThat(fold.next(11, read(widget(1)))).isEqualTo(new ProduceStep.Held(11));
    assertThat(fold.next(12, HEARTBEAT)).isEqualTo(new ProduceStep.Held(12));
    assertThat(fold.next(13, read(red(7, 1)))).isEqualTo(new ProduceStep.Held(13));
    assertThat(fold.next(14, COMPLETED)).isEqualTo(new ProduceStep.DispatchSnapshot(14, COMPLETED));

    assertThat(staging.contains(key(1))).isTrue();
    assertThat(staging.resources())
        .toIterable()
        .containsExactly(
            new SnapshotStaging.StagedResource(
                key(1), List.of(root(1, "a", 1), color(7, 1, "red"))));
    assertThat(fold.next(15, HEARTBEAT)).isEqualTo(new ProduceStep.Passed(15));
  }

  @Test
  void aSecondStartGivesTheFirstSnapshotUp() {
    fold.next(10, STARTED);
    fold.next(11, read(widget(1)));
    assertThat(fold.next(12, STARTED)).isEqualTo(new ProduceStep.Held(12));
    fold.next(13, read(widget(2)));
    fold.next(14, COMPLETED);

    assertThat(staging.contains(key(1))).isFalse();
    assertThat(staging.contains(key(2))).isTrue();
  }

  @Test
  void refusalsDuringASnapshotAreHeld() {
    fold.next(10, STARTED);

    assertRefused(fold.next(11, read(create(COLORS, "{'id':7}"))), 11, true, "widget_id");
    assertRefused(fold.refuse(12, "unreadable"), 12, true, "unreadable");
    assertRefused(fold.next(13, truncated(Optional.empty())), 13, true, "truncated");
  }

  @Test
  void aRowReadOutsideOfASnapshotIsAnOrdinaryChange() {
    ProduceStep step = fold.next(10, read(widget(1)));

    assertThat(assignments(step)).hasSize(1);
    assertThat(staging.contains(key(1))).isFalse();
  }

  @Test
  void aCompletionWithoutItsStartRemovesNothing() {
    fold.next(10, read(widget(1)));

    assertRefused(fold.next(11, COMPLETED), 11, false, "whose start is not in the change log");
  }

  @Test
  void aSnapshotThatStartsHandsOnWhatWasOpenAndIsItselfReadAgain() {
    fold.next(10, in("t", 0, false, red(7, 1)));

    assertThat(fold.next(11, STARTED))
        .isEqualTo(dispatch(10, assignment(1, 10, "t", 0, false, color(7, 1, "red"))));
    assertThat(fold.next(12, read(widget(1)))).isEqualTo(new ProduceStep.Held(12));
    assertThat(fold.next(13, COMPLETED)).isInstanceOf(ProduceStep.DispatchSnapshot.class);
  }

  @Test
  void aSnapshotWithARefusedRowTakesNothingForGoneInItsRole() {
    fold.next(10, STARTED);
    fold.next(11, read(unroutable()));
    ProduceStep.DispatchSnapshot step = (ProduceStep.DispatchSnapshot) fold.next(12, COMPLETED);

    assertThat(fold.snapshotChange(step, key(1), List.of()).rows())
        .containsExactly(cleared("$root"));

    fold.next(13, STARTED);
    ProduceStep.DispatchSnapshot whole = (ProduceStep.DispatchSnapshot) fold.next(14, COMPLETED);
    assertThat(fold.provesAbsence(whole, MAPPING)).isTrue();
    assertThat(fold.snapshotChange(whole, key(1), List.of()).rows())
        .containsExactly(cleared("$root"), cleared("colors"));
  }

  @Test
  void aSnapshotWithARecordThatCannotBeReadTakesNothingForGone() {
    fold.refuse(9, "before it");
    fold.next(10, STARTED);
    fold.refuse(11, "unreadable");
    ProduceStep.DispatchSnapshot step = (ProduceStep.DispatchSnapshot) fold.next(12, COMPLETED);

    assertThat(fold.provesAbsence(step, MAPPING)).isFalse();
    assertThat(fold.snapshotChange(step, key(1), List.of(root(1, "a", 1))).rows())
        .containsExactly(root(1, "a", 1));

    fold.refuse(13, "between them");
    fold.next(14, STARTED);
    ProduceStep.DispatchSnapshot whole = (ProduceStep.DispatchSnapshot) fold.next(15, COMPLETED);
    assertThat(fold.provesAbsence(whole, MAPPING)).isTrue();
  }

  @Test
  void aSnapshotOfAChildTableTakesItsRowsFromResourcesThatItDidNotFind() {
    fold.next(10, STARTED);
    ProduceStep.DispatchSnapshot step =
        (ProduceStep.DispatchSnapshot)
            fold.next(
                11, new ControlRecord.SnapshotCompleted(SOURCE, TIME, "0/9", List.of(COLORS)));

    assertThat(fold.provesAbsence(step, MAPPING)).isTrue();
    assertThat(fold.snapshotChange(step, key(1), List.of()).rows())
        .containsExactly(cleared("colors"));
  }

  @Test
  void aSnapshotReplacesTheRelationsOfItsTables() {
    ProduceStep.DispatchSnapshot step = new ProduceStep.DispatchSnapshot(14, COMPLETED);

    assertThat(fold.snapshotChange(step, key(1), List.of(root(1, "a", 1))))
        .isEqualTo(
            new ResourceChange(
                new ChangeLogOffset(PARTITION, 14),
                new Provenance(SOURCE, "0/9", Optional.empty(), TIME),
                false,
                List.of(cleared("$root"), cleared("colors"), root(1, "a", 1))));
    assertThat(DIMENSIONS).isNotIn(COMPLETED.tables());
  }
}
