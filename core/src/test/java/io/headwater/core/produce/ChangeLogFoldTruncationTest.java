package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.COLORS;
import static io.headwater.core.produce.Widgets.SOURCE;
import static io.headwater.core.produce.Widgets.TIME;
import static io.headwater.core.produce.Widgets.WIDGETS;
import static io.headwater.core.produce.Widgets.cleared;
import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.in;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tables that are emptied by one statement. */
class ChangeLogFoldTruncationTest extends FoldFixture {

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
}
