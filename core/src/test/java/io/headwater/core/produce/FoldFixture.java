package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.COLORS;
import static io.headwater.core.produce.Widgets.LOG;
import static io.headwater.core.produce.Widgets.MAPPING;
import static io.headwater.core.produce.Widgets.PARTITION;
import static io.headwater.core.produce.Widgets.SOURCE;
import static io.headwater.core.produce.Widgets.TIME;
import static io.headwater.core.produce.Widgets.TYPE;
import static io.headwater.core.produce.Widgets.WIDGETS;
import static io.headwater.core.produce.Widgets.create;
import static io.headwater.core.produce.Widgets.delete;
import static io.headwater.core.produce.Widgets.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.TransactionMark;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A fold of one change log partition with small limits, and what tests say of its steps. */
class FoldFixture {

  static final int MAX_CHANGES = 3;
  static final long MAX_CHARACTERS = 1_000;
  static final ControlRecord HEARTBEAT = new ControlRecord.Heartbeat(SOURCE, TIME, "0/9");
  static final ControlRecord STARTED = new ControlRecord.SnapshotStarted(SOURCE, TIME);
  static final ControlRecord.SnapshotCompleted COMPLETED =
      new ControlRecord.SnapshotCompleted(SOURCE, TIME, "0/9", List.of(WIDGETS, COLORS));

  final InMemorySnapshotStaging staging = new InMemorySnapshotStaging();
  final ChangeLogFold fold = fold();

  final ChangeLogFold fold() {
    return fold(RowTracker.ofNothing());
  }

  final ChangeLogFold fold(RowTracker tracker) {
    return new ChangeLogFold(LOG, List.of(MAPPING), staging, tracker, MAX_CHANGES, MAX_CHARACTERS);
  }

  static ChangeEvent red(long id, long widget) {
    return create(COLORS, "{'id':%d,'widget_id':%d,'color':'red'}".formatted(id, widget));
  }

  static ChangeEvent widget(long id) {
    return create(WIDGETS, "{'id':%d,'name':'a','quantity':1}".formatted(id));
  }

  static ChangeEvent unroutable() {
    return delete(COLORS, "{'widget_id':1}");
  }

  static ControlRecord truncated(Optional<TransactionMark> mark) {
    return new ControlRecord.Truncated(SOURCE, TIME, "0/9", COLORS, mark);
  }

  static CommandLedger.Assignment assignment(
      long widget, long offset, String transaction, int index, boolean partial, RowChange... rows) {
    return new CommandLedger.Assignment(
        key(widget),
        new ResourceChange(
            new ChangeLogOffset(PARTITION, offset),
            new Provenance(SOURCE, transaction + "/" + index, Optional.of(transaction), TIME),
            partial,
            List.of(rows)));
  }

  static ChangeEvent colored(long id, int characters) {
    return create(
        COLORS, "{'id':%d,'widget_id':1,'color':'%s'}".formatted(id, "x".repeat(characters)));
  }

  static List<CommandLedger.Assignment> assignments(ProduceStep step) {
    assertThat(step).isInstanceOf(ProduceStep.Dispatch.class);
    return ((ProduceStep.Dispatch) step)
        .parts().stream().flatMap(part -> part.assignments().stream()).toList();
  }

  static ProduceStep.Dispatch dispatch(long offset, CommandLedger.Assignment... assignments) {
    return new ProduceStep.Dispatch(
        offset, List.of(new ProduceStep.Part(List.of(assignments), List.of())), List.of());
  }

  static ProduceStep.Part part(ProduceStep step) {
    assertThat(step).isInstanceOf(ProduceStep.Dispatch.class);
    assertThat(((ProduceStep.Dispatch) step).parts()).hasSize(1);
    return ((ProduceStep.Dispatch) step).parts().getFirst();
  }

  static ProduceStep.Clearing clearing(
      long offset, Optional<String> transaction, boolean partial, String... relations) {
    return new ProduceStep.Clearing(
        TYPE,
        new ResourceChange(
            new ChangeLogOffset(PARTITION, offset),
            new Provenance(SOURCE, "0/9", transaction, TIME),
            partial,
            Stream.of(relations).<RowChange>map(RowChange.Clear::new).toList()));
  }

  static void assertRefused(ProduceStep step, long offset, boolean held, String reason) {
    assertThat(step)
        .isInstanceOfSatisfying(
            ProduceStep.Refuse.class,
            refuse -> {
              assertThat(refuse.offset()).isEqualTo(offset);
              assertThat(refuse.held()).isEqualTo(held);
              assertThat(refuse.reason()).contains(reason);
            });
  }
}
