package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.PARTITION;
import static io.headwater.core.produce.Widgets.change;
import static io.headwater.core.produce.Widgets.cleared;
import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.root;
import static io.headwater.core.produce.Widgets.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A resource whose rows are more than are held stands still until a source snapshot. */
class ResourceDeciderTooManyRowsTest extends DeciderScenario {

  private static final RowChange LARGE =
      new RowChange.Put(
          "colors",
          "9",
          row("{'widget_id':1,'id':9,'unused':'%s'}".formatted("x".repeat((int) MAX_CHARACTERS))));

  @Test
  void theRowsAreDroppedAndWhatIsPublishedStays() {
    decide(change(5, root(1, "a", 1)));

    Decision.Withhold withhold = withheld(decide(change(6, LARGE)));

    assertThat(withhold.event()).isInstanceOf(ResourceEvent.RowsDropped.class);
    assertThat(withhold.event().rows()).isEqualTo(ResourceRows.empty());
    assertThat(withhold.reason())
        .contains("widget/1", "2,000 characters", "max-resource-characters", "a new snapshot");
    assertThat(state)
        .isInstanceOfSatisfying(
            ResourceState.Incomplete.class,
            incomplete -> {
              assertThat(incomplete.version()).isEqualTo(1);
              assertThat(incomplete.applied()).isEqualTo(Map.of(PARTITION, 6L));
              assertThat(incomplete.digest()).isPresent();
            });
  }

  @Test
  void everyFurtherChangeIsWithheldAndTheLastOneAgainWhenItComesAgain() {
    decide(change(5, root(1, "a", 1)));
    decide(change(6, LARGE));

    withheld(decide(change(7, root(1, "b", 1))));
    withheld(decide(change(8, new RowChange.Remove("colors", "9"))));

    withheld(decide(change(8, new RowChange.Remove("colors", "9"))));
    assertThat(decide(change(7, root(1, "b", 1)))).isEqualTo(ignored(Decision.Reason.DUPLICATE));
    assertThat(state.applied()).isEqualTo(Map.of(PARTITION, 8L));
  }

  @Test
  void aSnapshotOfAllItsRowsBringsItBackWhenTheyAreFewer() {
    decide(change(5, root(1, "a", 1), color(7, 1, "red")));
    decide(change(6, LARGE));
    withheld(decide(change(7, snapshot(root(1, "b", 1), LARGE))));

    ResourceEvent.StateReplaced update =
        replaced(decide(change(8, snapshot(root(1, "b", 1), color(8, 1, "blue")))));

    assertThat(update.created()).isFalse();
    assertThat(update.header().version()).isEqualTo(2);
    assertThat(update.rows().of("colors")).containsOnlyKeys("8");
    assertThat(replaced(decide(change(9, root(1, "c", 1)))).header().version()).isEqualTo(3);
  }

  @Test
  void aSnapshotOfWhatIsPublishedPublishesNothingAndHoldsTheRowsAgain() {
    decide(change(5, root(1, "a", 1)));
    decide(change(6, LARGE));

    ResourceEvent.RowsReplaced kept =
        accepted(decide(change(7, snapshot(root(1, "a", 1)))), ResourceEvent.RowsReplaced.class);

    assertThat(kept.rows().root()).isPresent();
    assertThat(replaced(decide(change(8, root(1, "b", 1)))).header().version()).isEqualTo(2);
  }

  @Test
  void aSnapshotOfSomeRelationsDoesNotBringItBack() {
    decide(change(5, root(1, "a", 1)));
    decide(change(6, LARGE));

    withheld(decide(change(7, cleared("$root"), cleared("colors"), root(1, "b", 1))));
  }

  @Test
  void aSnapshotThatDidNotFindItDeletesIt() {
    decide(change(5, root(1, "a", 1)));
    decide(change(6, LARGE));

    ResourceEvent.ResourceDeleted deleted =
        accepted(decide(change(7, snapshot())), ResourceEvent.ResourceDeleted.class);

    assertThat(deleted.header().version()).isEqualTo(2);
  }

  @Test
  void oneThatWasNeverPublishedIsCreatedWhenItsRowsAreFewer() {
    decide(change(5, root(1, "a", 1), LARGE));
    assertThat(state)
        .isEqualTo(new ResourceState.Incomplete(0, Map.of(PARTITION, 5L), Optional.empty()));

    ResourceEvent.StateReplaced created = replaced(decide(change(6, snapshot(root(1, "a", 1)))));

    assertThat(created.created()).isTrue();
    assertThat(created.header().version()).isEqualTo(1);
  }

  private static RowChange[] snapshot(RowChange... rows) {
    List<RowChange> clearings = List.of(cleared("$root"), cleared("dimensions"), cleared("colors"));
    return Stream.concat(clearings.stream(), Stream.of(rows)).toArray(RowChange[]::new);
  }

  private static Decision.Withhold withheld(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Withhold.class);
    return (Decision.Withhold) decision;
  }
}
