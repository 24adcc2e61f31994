package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.PARTITION;
import static io.headwater.core.produce.Widgets.change;
import static io.headwater.core.produce.Widgets.cleared;
import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.dimensions;
import static io.headwater.core.produce.Widgets.provenance;
import static io.headwater.core.produce.Widgets.root;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResourceDeciderSnapshotTest extends DeciderScenario {

  private ResourceChange snapshot(long offset, Set<String> replaces, RowChange... rows) {
    List<RowChange> changes = new ArrayList<>();
    replaces.forEach(relation -> changes.add(new RowChange.Clear(relation)));
    changes.addAll(List.of(rows));
    return new ResourceChange(
        new ChangeLogOffset(PARTITION, offset), provenance(offset), false, changes);
  }

  @Test
  void rowsThatItDidNotReadAreGone() {
    decide(change(5, root(1, "a", 1), color(7, 1, "red"), color(8, 1, "blue")));

    Decision decision =
        decide(snapshot(6, Set.of("$root", "colors"), root(1, "a", 1), color(8, 1, "blue")));

    assertThat(document(decision)).endsWith("\"colors\":[\"blue\"]}");
  }

  @Test
  void relationsOfOtherTablesStay() {
    decide(change(5, root(1, "a", 1), color(7, 1, "red"), dimensions(1, 3, 4)));

    Decision decision = decide(snapshot(6, Set.of("colors")));

    assertThat(document(decision)).endsWith("\"dimensions\":{\"x\":3,\"y\":4},\"colors\":[]}");
  }

  @Test
  void aResourceThatItDidNotReadIsDeleted() {
    decide(change(5, root(1, "a", 1), color(7, 1, "red")));

    ResourceEvent.ResourceDeleted deleted =
        accepted(
            decide(snapshot(6, Set.of("$root", "colors", "dimensions"))),
            ResourceEvent.ResourceDeleted.class);

    assertThat(deleted.rows()).isEqualTo(ResourceRows.empty());
  }

  @Test
  void theSameRowsAgainPublishNothing() {
    decide(change(5, root(1, "a", 1), color(7, 1, "red")));

    assertThat(
            decide(
                snapshot(
                    6,
                    Set.of("$root", "colors", "dimensions"),
                    root(1, "a", 1),
                    color(7, 1, "red"))))
        .isEqualTo(ignored(Decision.Reason.UNCHANGED));
  }

  @Test
  void columnsThatItReadCompleteAWithheldResource() {
    decide(change(5, INCOMPLETE));

    assertThat(replaced(decide(snapshot(6, Set.of("$root"), root(1, "a", 4)))).created()).isTrue();
  }

  @Test
  void aResourceThatIsAbsentAnywayStaysSo() {
    assertThat(decide(snapshot(6, Set.of("$root", "colors"))))
        .isEqualTo(ignored(Decision.Reason.UNCHANGED));
  }

  @Test
  void whatFollowsAClearingInTheSameChangeIsHeld() {
    decide(change(5, root(1, "a", 1), color(7, 1, "red"), color(8, 1, "blue")));

    Decision decision =
        decide(change(6, color(9, 1, "grey"), cleared("colors"), color(7, 1, "green")));

    assertThat(document(decision)).endsWith("\"colors\":[\"green\"]}");
    assertThat(decide(change(6, cleared("colors")))).isEqualTo(ignored(Decision.Reason.DUPLICATE));
  }

  @Test
  void aClearedRootDeletesTheResourceAndKeepsItsOtherRows() {
    decide(change(5, root(1, "a", 1), color(7, 1, "red")));

    ResourceEvent.ResourceDeleted deleted =
        accepted(decide(change(6, cleared("$root"))), ResourceEvent.ResourceDeleted.class);

    assertThat(deleted.rows().relations()).containsOnlyKeys("colors");
  }
}
