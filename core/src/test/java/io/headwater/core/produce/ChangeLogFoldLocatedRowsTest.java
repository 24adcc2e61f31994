package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.COLORS;
import static io.headwater.core.produce.Widgets.MAPPING;
import static io.headwater.core.produce.Widgets.TYPE;
import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.delete;
import static io.headwater.core.produce.Widgets.gone;
import static io.headwater.core.produce.Widgets.in;
import static io.headwater.core.produce.Widgets.key;
import static io.headwater.core.produce.Widgets.read;
import static io.headwater.core.produce.Widgets.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows whose former owner the log does not tell. */
class ChangeLogFoldLocatedRowsTest extends FoldFixture {

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
