package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.LOG;
import static io.headwater.core.produce.Widgets.PARTITION;
import static io.headwater.core.produce.Widgets.SOURCE;
import static io.headwater.core.produce.Widgets.TIME;
import static io.headwater.core.produce.Widgets.TYPE;
import static io.headwater.core.produce.Widgets.WIDGETS;
import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.create;
import static io.headwater.core.produce.Widgets.in;
import static io.headwater.core.produce.Widgets.key;
import static io.headwater.core.produce.Widgets.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Transactions and their parts. */
class ChangeLogFoldTest extends FoldFixture {

  @Test
  void aTransactionIsHandedOnAtItsLastChangeOncePerResource() {
    assertThat(fold.next(10, in("t", 0, false, red(7, 1)))).isEqualTo(new ProduceStep.Held(10));
    assertThat(fold.next(11, in("t", 1, false, red(8, 2)))).isEqualTo(new ProduceStep.Held(11));
    assertThat(fold.next(13, in("t", 2, true, red(9, 1))))
        .isEqualTo(
            dispatch(
                13,
                assignment(1, 13, "t", 2, false, color(7, 1, "red"), color(9, 1, "red")),
                assignment(2, 13, "t", 2, false, color(8, 2, "red"))));
  }

  @Test
  void aChangeWithoutTransactionIsOne() {
    ProduceStep step = fold.next(10, widget(1));

    assertThat(assignments(step)).hasSize(1);
    assertThat(assignments(step).getFirst().change().provenance().transaction()).isEmpty();
    assertThat(assignments(step).getFirst().change().rows()).containsExactly(root(1, "a", 1));
  }

  @Test
  void aTransactionThatTouchesNoResourceIsAccountedFor() {
    TableName other = new TableName("public", "other");

    assertThat(fold.next(10, in("t", 0, true, create(other, "{}")))).isEqualTo(dispatch(10));
  }

  @Test
  void aTransactionOfLargeRowsIsHandedOnInPartsThatAReplayCutsAtTheSamePlaces() {
    List<ProduceStep> steps = new ArrayList<>();
    for (ChangeLogFold reading : List.of(fold, fold())) {
      steps.add(reading.next(20, in("t", 0, false, colored(1, 600))));
      steps.add(reading.next(21, in("t", 1, false, colored(2, 600))));
      steps.add(reading.next(22, in("t", 2, false, colored(3, 5_000))));
      steps.add(reading.next(23, in("t", 3, true, colored(4, 1))));
    }

    assertThat(steps.subList(0, 4))
        .filteredOn(step -> step instanceof ProduceStep.Dispatch)
        .extracting(ProduceStep::offset, step -> assignments(step).getFirst().change().partial())
        .containsExactly(tuple(21L, true), tuple(22L, true), tuple(23L, false));
    assertThat(steps.subList(4, 8)).isEqualTo(steps.subList(0, 4));
  }

  @Test
  void aLargeTransactionIsHandedOnInPartsAndAllButTheLastSaySo() {
    List<ProduceStep> steps = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      steps.add(fold.next(20 + i, in("t", i, i == 6, red(i, 1))));
    }

    assertThat(steps)
        .filteredOn(step -> step instanceof ProduceStep.Dispatch)
        .extracting(ProduceStep::offset, step -> assignments(step).getFirst().change().partial())
        .containsExactly(tuple(22L, true), tuple(25L, true), tuple(26L, false));
  }

  @Test
  void aTransactionOfExactlyTheLimitIsWhole() {
    fold.next(20, in("t", 0, false, red(0, 1)));
    fold.next(21, in("t", 1, false, red(1, 1)));

    assertThat(assignments(fold.next(22, in("t", 2, true, red(2, 1)))))
        .containsExactly(
            assignment(
                1, 22, "t", 2, false, color(0, 1, "red"), color(1, 1, "red"), color(2, 1, "red")));
  }

  @Test
  void aReplayFromAnyBorderCutsAtTheSamePlaces() {
    List<ChangeEvent> log = new ArrayList<>();
    for (int t = 0; t < 5; t++) {
      int size = 1 + t * 2;
      for (int i = 0; i < size; i++) {
        log.add(in("t" + t, i, i == size - 1, red(i, i % 2)));
      }
    }
    List<ProduceStep> whole = dispatches(log, 0);

    for (ProduceStep border : whole) {
      assertThat(dispatches(log, (int) border.offset() + 1))
          .isEqualTo(whole.subList(whole.indexOf(border) + 1, whole.size()));
    }
  }

  private List<ProduceStep> dispatches(List<ChangeEvent> log, int from) {
    ChangeLogFold fresh = fold();
    List<ProduceStep> steps = new ArrayList<>();
    for (int offset = from; offset < log.size(); offset++) {
      ProduceStep step = fresh.next(offset, log.get(offset));
      if (step instanceof ProduceStep.Dispatch) {
        steps.add(step);
      }
    }
    return steps;
  }

  @Test
  void aChangeThatCannotBeRoutedTravelsWithItsTransaction() {
    ChangeEvent refused = in("t", 0, false, unroutable());
    assertThat(fold.next(10, refused)).isEqualTo(new ProduceStep.Held(10));

    ProduceStep.Dispatch step = (ProduceStep.Dispatch) fold.next(11, in("t", 1, true, red(8, 2)));

    assertThat(assignments(step))
        .containsExactly(assignment(2, 11, "t", 1, false, color(8, 2, "red")));
    assertThat(step.refused())
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.offset()).isEqualTo(10);
              assertThat(refusal.event()).isEqualTo(refused);
              assertThat(refusal.reason()).contains("REPLICA IDENTITY FULL");
            });
    assertThat(((ProduceStep.Dispatch) fold.next(12, widget(1))).refused()).isEmpty();
  }

  @Test
  void aChangeThatIsRefusedInOneRoleIsAppliedInTheOthers() {
    ResourceMapping tree =
        new ResourceMapping(
            TYPE,
            SOURCE,
            new ResourceMapping.Root(WIDGETS, List.of("id"), List.of()),
            List.of(new ResourceMapping.One("parent", WIDGETS, List.of("parent"), List.of())));
    ChangeLogFold shared =
        new ChangeLogFold(
            LOG, List.of(tree), staging, RowTracker.ofNothing(), MAX_CHANGES, MAX_CHARACTERS);

    ProduceStep.Dispatch step = (ProduceStep.Dispatch) shared.next(10, create(WIDGETS, "{'id':1}"));

    assertThat(assignments(step))
        .extracting(CommandLedger.Assignment::resource)
        .containsExactly(key(1));
    assertThat(step.refused()).singleElement().matches(it -> it.reason().contains("parent"));
  }

  @Test
  void aRefreshIsAChangeWithoutRows() {
    ResourceKey widget = new ResourceKey(TYPE, ResourceId.of(Value.of(7)));
    ProduceStep step = fold.next(20, new ControlRecord.Refresh(SOURCE, TIME, "0/9", widget));

    assertThat(part(step))
        .isEqualTo(
            new ProduceStep.Part(
                List.of(
                    new CommandLedger.Assignment(
                        widget,
                        new ResourceChange(
                            new ChangeLogOffset(PARTITION, 20),
                            new Provenance(SOURCE, "0/9", Optional.empty(), TIME),
                            false,
                            List.of()))),
                List.of()));
  }

  @Test
  void aRefreshOfAResourceThatNobodyMapsPasses() {
    ResourceKey other = new ResourceKey(new ResourceType("other"), ResourceId.of(Value.of(7)));

    assertThat(fold.next(20, new ControlRecord.Refresh(SOURCE, TIME, "0/9", other)))
        .isEqualTo(new ProduceStep.Passed(20));
  }

  @Test
  void aHeartbeatPassesUnlessATransactionIsOpen() {
    assertThat(fold.next(10, HEARTBEAT)).isEqualTo(new ProduceStep.Passed(10));
    fold.next(11, in("t", 0, false, red(7, 1)));
    assertThat(fold.next(12, HEARTBEAT)).isEqualTo(new ProduceStep.Held(12));
    fold.next(13, in("t", 1, true, red(8, 1)));
    assertThat(fold.next(14, HEARTBEAT)).isEqualTo(new ProduceStep.Passed(14));
  }

  @Test
  void whatCannotBeUsedIsRefusedAndHeldWhileATransactionIsOpen() {
    assertRefused(fold.refuse(10, "unreadable"), 10, false, "unreadable");
    fold.next(11, in("t", 0, false, red(7, 1)));
    assertRefused(fold.refuse(12, "unreadable"), 12, true, "unreadable");
    fold.next(13, in("t", 1, true, red(8, 1)));
    assertRefused(fold.refuse(14, "unreadable"), 14, false, "unreadable");
  }

  @Test
  void aTransactionWhoseLastRecordIsLostIsNotMixedWithTheNext() {
    fold.next(10, in("t", 0, false, red(7, 1)));
    assertRefused(fold.refuse(11, "unreadable"), 11, true, "unreadable");
    assertThat(fold.next(12, in("u", 0, false, red(8, 1)))).isEqualTo(new ProduceStep.Held(12));

    assertThat(assignments(fold.next(13, in("u", 1, true, red(9, 1)))))
        .containsExactly(
            assignment(1, 10, "t", 0, false, color(7, 1, "red")),
            assignment(1, 13, "u", 1, false, color(8, 1, "red"), color(9, 1, "red")));
  }

  @Test
  void anUnmarkedChangeEndsAnOpenTransactionToo() {
    fold.next(10, in("t", 0, false, red(7, 1)));
    ProduceStep step = fold.next(11, red(8, 1));

    assertThat(assignments(step))
        .extracting(assignment -> assignment.change().at().offset())
        .containsExactly(10L, 11L);
  }
}
