package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.COLORS;
import static io.headwater.core.produce.Widgets.DIMENSIONS;
import static io.headwater.core.produce.Widgets.LOG;
import static io.headwater.core.produce.Widgets.MAPPING;
import static io.headwater.core.produce.Widgets.PARTITION;
import static io.headwater.core.produce.Widgets.SOURCE;
import static io.headwater.core.produce.Widgets.TIME;
import static io.headwater.core.produce.Widgets.TYPE;
import static io.headwater.core.produce.Widgets.WIDGETS;
import static io.headwater.core.produce.Widgets.cleared;
import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.create;
import static io.headwater.core.produce.Widgets.delete;
import static io.headwater.core.produce.Widgets.gone;
import static io.headwater.core.produce.Widgets.in;
import static io.headwater.core.produce.Widgets.key;
import static io.headwater.core.produce.Widgets.read;
import static io.headwater.core.produce.Widgets.root;
import static io.headwater.core.produce.Widgets.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChangeLogFoldTest {

  private static final int MAX_CHANGES = 3;
  private static final long MAX_CHARACTERS = 1_000;
  private static final ControlRecord HEARTBEAT = new ControlRecord.Heartbeat(SOURCE, TIME, "0/9");
  private static final ControlRecord STARTED = new ControlRecord.SnapshotStarted(SOURCE, TIME);
  private static final ControlRecord.SnapshotCompleted COMPLETED =
      new ControlRecord.SnapshotCompleted(SOURCE, TIME, "0/9", List.of(WIDGETS, COLORS));

  private final InMemorySnapshotStaging staging = new InMemorySnapshotStaging();
  private final ChangeLogFold fold = fold();

  private ChangeLogFold fold() {
    return fold(RowTracker.ofNothing());
  }

  private ChangeLogFold fold(RowTracker tracker) {
    return new ChangeLogFold(LOG, List.of(MAPPING), staging, tracker, MAX_CHANGES, MAX_CHARACTERS);
  }

  private static ChangeEvent red(long id, long widget) {
    return create(COLORS, "{'id':%d,'widget_id':%d,'color':'red'}".formatted(id, widget));
  }

  private static ChangeEvent widget(long id) {
    return create(WIDGETS, "{'id':%d,'name':'a','quantity':1}".formatted(id));
  }

  private static ChangeEvent unroutable() {
    return delete(COLORS, "{'widget_id':1}");
  }

  private static ControlRecord truncated(Optional<TransactionMark> mark) {
    return new ControlRecord.Truncated(SOURCE, TIME, "0/9", COLORS, mark);
  }

  private static CommandLedger.Assignment assignment(
      long widget, long offset, String transaction, int index, boolean partial, RowChange... rows) {
    return new CommandLedger.Assignment(
        key(widget),
        new ResourceChange(
            new ChangeLogOffset(PARTITION, offset),
            new Provenance(SOURCE, transaction + "/" + index, Optional.of(transaction), TIME),
            partial,
            List.of(rows)));
  }

  private static ChangeEvent colored(long id, int characters) {
    return create(
        COLORS, "{'id':%d,'widget_id':1,'color':'%s'}".formatted(id, "x".repeat(characters)));
  }

  private static List<CommandLedger.Assignment> assignments(ProduceStep step) {
    assertThat(step).isInstanceOf(ProduceStep.Dispatch.class);
    return ((ProduceStep.Dispatch) step)
        .parts().stream().flatMap(part -> part.assignments().stream()).toList();
  }

  private static ProduceStep.Dispatch dispatch(
      long offset, CommandLedger.Assignment... assignments) {
    return new ProduceStep.Dispatch(
        offset, List.of(new ProduceStep.Part(List.of(assignments), List.of())), List.of());
  }

  private static ProduceStep.Part part(ProduceStep step) {
    assertThat(step).isInstanceOf(ProduceStep.Dispatch.class);
    assertThat(((ProduceStep.Dispatch) step).parts()).hasSize(1);
    return ((ProduceStep.Dispatch) step).parts().getFirst();
  }

  private static ProduceStep.Clearing clearing(
      long offset, Optional<String> transaction, boolean partial, String... relations) {
    return new ProduceStep.Clearing(
        TYPE,
        new ResourceChange(
            new ChangeLogOffset(PARTITION, offset),
            new Provenance(SOURCE, "0/9", transaction, TIME),
            partial,
            Stream.of(relations).<RowChange>map(RowChange.Clear::new).toList()));
  }

  private static void assertRefused(ProduceStep step, long offset, boolean held, String reason) {
    assertThat(step)
        .isInstanceOfSatisfying(
            ProduceStep.Refuse.class,
            refuse -> {
              assertThat(refuse.offset()).isEqualTo(offset);
              assertThat(refuse.held()).isEqualTo(held);
              assertThat(refuse.reason()).contains(reason);
            });
  }

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

  private static ControlRecord truncatedIn(String transaction, int index, boolean last) {
    return truncated(Optional.of(new TransactionMark(transaction, index, last)));
  }

  @Test
  void aTruncationAloneIsATransactionThatClearsEveryResource() {
    assertThat(fold.next(10, truncatedIn("t", 0, true)))
        .isEqualTo(
            new ProduceStep.Dispatch(
                10,
                List.of(
                    new ProduceStep.Part(
                        List.of(), List.of(clearing(10, Optional.of("t"), false, "colors")))),
                List.of()));
    assertThat(part(fold.next(11, truncated(Optional.empty()))).clearings())
        .containsExactly(clearing(11, Optional.empty(), false, "colors"));
  }

  @Test
  void aTruncationClearsWhatItsTransactionTouchedBeforeAndNotWhatComesAfter() {
    fold.next(10, in("t", 0, false, red(7, 1)));
    assertThat(fold.next(11, truncatedIn("t", 1, false))).isEqualTo(new ProduceStep.Held(11));

    ProduceStep.Part part = part(fold.next(12, in("t", 2, true, red(8, 2))));

    assertThat(part.assignments())
        .containsExactly(
            assignment(1, 12, "t", 2, false, cleared("colors")),
            assignment(2, 12, "t", 2, false, cleared("colors"), color(8, 2, "red")));
    assertThat(part.clearings())
        .extracting(clearing -> clearing.change().rows())
        .containsExactly(List.of(cleared("colors")));
  }

  @Test
  void aTransactionThatEndsWithATruncationIsHandedOnByIt() {
    fold.next(10, in("t", 0, false, red(7, 1)));

    ProduceStep.Part part = part(fold.next(11, truncatedIn("t", 1, true)));

    assertThat(part.assignments())
        .extracting(assignment -> assignment.change().rows())
        .containsExactly(List.of(cleared("colors")));
    assertThat(fold.next(12, HEARTBEAT)).isEqualTo(new ProduceStep.Passed(12));
  }

  @Test
  void truncationsOfOneTransactionClearTheRelationsOfEachTableOnce() {
    fold.next(10, truncatedIn("t", 0, false));
    fold.next(
        11,
        new ControlRecord.Truncated(
            SOURCE, TIME, "0/9", WIDGETS, Optional.of(new TransactionMark("t", 1, false))));

    assertThat(part(fold.next(12, truncatedIn("t", 2, true))).clearings())
        .containsExactly(clearing(12, Optional.of("t"), false, "colors", "$root"));
  }

  @Test
  void aTruncationInAPartOfALargeTransactionClearsAtThePartsEnd() {
    fold.next(10, truncatedIn("t", 0, false));
    fold.next(11, in("t", 1, false, red(7, 1)));
    ProduceStep.Part first = part(fold.next(12, in("t", 2, false, red(8, 1))));
    ProduceStep.Part second = part(fold.next(13, in("t", 3, true, red(9, 2))));

    assertThat(first.clearings()).singleElement().matches(found -> found.change().partial());
    assertThat(second.clearings()).isEmpty();
    assertThat(second.assignments())
        .containsExactly(assignment(2, 13, "t", 3, false, color(9, 2, "red")));
  }

  @Test
  void aTruncationOfAnotherTableOrSourceClearsNothing() {
    TableName other = new TableName("public", "other");

    assertThat(
            fold.next(
                10, new ControlRecord.Truncated(SOURCE, TIME, "0/9", other, Optional.empty())))
        .isEqualTo(dispatch(10));
    assertThat(
            fold.next(
                11, new ControlRecord.Truncated("else", TIME, "0/9", COLORS, Optional.empty())))
        .isEqualTo(dispatch(11));
  }

  @Test
  void aTruncationThatEndsAnotherTransactionComesAfterIt() {
    fold.next(10, in("t", 0, false, red(7, 1)));

    ProduceStep.Dispatch step = (ProduceStep.Dispatch) fold.next(11, truncated(Optional.empty()));

    assertThat(step.parts())
        .containsExactly(
            new ProduceStep.Part(
                List.of(assignment(1, 10, "t", 0, false, color(7, 1, "red"))), List.of()),
            new ProduceStep.Part(
                List.of(), List.of(clearing(11, Optional.empty(), false, "colors"))));
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

  private static RowTracker tracker(RowLocator locator) {
    return RowTracker.of(
        List.of(MAPPING),
        Set.of(new Role(TYPE, "colors")),
        locator,
        (type, visitor) -> {
          ResourceRows red = ResourceRows.empty().apply(List.of(color(7, 1, "red")));
          visitor.accept(key(1).id(), red);
          visitor.accept(key(2).id(), red);
        });
  }

  @Test
  void aRowThatIsNotFollowedMakesTheFoldBeginAnew() {
    fold.next(10, in("t", 0, false, red(7, 1)));

    assertThat(fold.next(11, in("t", 1, true, delete(COLORS, "{'id':7}"))))
        .isEqualTo(new ProduceStep.Unlocated(11, COLORS, Set.of(new Role(TYPE, "colors"))));
  }

  @Test
  void aDeletedRowIsTakenFromAllWhoHoldIt() {
    ChangeLogFold following = fold(tracker(new InMemoryRowLocator()));

    assertThat(assignments(following.next(10, in("t", 0, true, delete(COLORS, "{'id':7}")))))
        .containsExactlyInAnyOrder(
            assignment(1, 10, "t", 0, false, gone("colors", 7)),
            assignment(2, 10, "t", 0, false, gone("colors", 7)));
    assertThat(assignments(following.next(11, in("u", 0, true, delete(COLORS, "{'id':7}")))))
        .isEmpty();
  }

  @Test
  void aMovedRowIsTakenFromAllButItsNewOwner() {
    ChangeLogFold following = fold(tracker(new InMemoryRowLocator()));
    ChangeEvent moved = update(COLORS, "{'id':7,'widget_id':2,'color':'blue'}");

    assertThat(assignments(following.next(10, in("t", 0, true, moved))))
        .extracting(CommandLedger.Assignment::resource)
        .containsExactlyInAnyOrder(key(1), key(2));
    assertThat(assignments(following.next(11, in("u", 0, true, moved))))
        .extracting(CommandLedger.Assignment::resource)
        .containsExactly(key(2));
  }

  @Test
  void aRowIsFollowedThroughEventsThatTellTheFormerOwnerAndThroughTruncations() {
    InMemoryRowLocator locator = new InMemoryRowLocator();
    ChangeLogFold following = fold(tracker(locator));
    RowLocator.Row row = new RowLocator.Row(TYPE, "colors", "7");

    following.next(
        10,
        update(
            COLORS,
            "{'id':7,'widget_id':1,'color':'red'}",
            "{'id':7,'widget_id':3,'color':'red'}"));
    assertThat(locator.holders(row)).containsExactly(key(3).id());

    following.next(11, truncated(Optional.empty()));
    assertThat(locator.holders(row)).isEmpty();
  }

  @Test
  void aSnapshotReplacesWhoHoldsTheRowsOfItsTables() {
    InMemoryRowLocator locator = new InMemoryRowLocator();
    ChangeLogFold following = fold(tracker(locator));
    following.next(10, STARTED);
    following.next(11, read(red(7, 3)));
    ProduceStep.DispatchSnapshot step =
        (ProduceStep.DispatchSnapshot) following.next(12, COMPLETED);

    following.snapshotChange(step, key(3), List.of(color(7, 3, "red")));

    assertThat(locator.holders(new RowLocator.Row(TYPE, "colors", "7")))
        .containsExactly(key(3).id());
  }
}
