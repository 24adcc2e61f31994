package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.PARTITION;
import static io.headwater.core.produce.Widgets.change;
import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.dimensions;
import static io.headwater.core.produce.Widgets.gone;
import static io.headwater.core.produce.Widgets.key;
import static io.headwater.core.produce.Widgets.provenance;
import static io.headwater.core.produce.Widgets.root;
import static io.headwater.core.produce.Widgets.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ResourceDeciderTest extends DeciderScenario {

  @Nested
  class WhileAbsent {

    @Test
    void aRootCreatesTheResource() {
      ResourceEvent.StateReplaced event = replaced(decide(change(5, root(1, "a", 2))));

      assertThat(event.created()).isTrue();
      assertThat(event.header())
          .isEqualTo(new EventHeader(key(1), 1, provenance(5), false, Map.of(PARTITION, 5L)));
      assertThat(event.document().orElseThrow().json())
          .hasToString(
              "{\"id\":1,\"name\":\"a\",\"quantity\":2,\"dimensions\":null,\"colors\":[]}");
      assertThat(event.digest()).isEqualTo(event.document().orElseThrow().digest());
      assertThat(state)
          .isEqualTo(
              new ResourceState.Live(1, Map.of(PARTITION, 5L), event.rows(), event.digest()));
    }

    @Test
    void aChildBeforeItsParentIsHeldAndThenPartOfTheFirstDocument() {
      ResourceEvent.RowsReplaced held =
          accepted(decide(change(5, color(7, 1, "red"))), ResourceEvent.RowsReplaced.class);

      assertThat(held.header().version()).isZero();
      assertThat(held.digest()).isEmpty();
      assertThat(state).isEqualTo(new ResourceState.Absent(Map.of(PARTITION, 5L), held.rows()));

      Decision created = decide(change(6, root(1, "a", 2)));

      assertThat(document(created)).endsWith("\"colors\":[\"red\"]}");
      assertThat(replaced(created).created()).isTrue();
      assertThat(state.version()).isEqualTo(1);
    }

    @Test
    void anOrphanThatGoesAgainLeavesNothing() {
      decide(change(5, color(7, 1, "red")));

      accepted(decide(change(6, gone("colors", 7))), ResourceEvent.RowsReplaced.class);

      assertThat(state)
          .isEqualTo(new ResourceState.Absent(Map.of(PARTITION, 6L), ResourceRows.empty()));
    }

    @Test
    void aDeleteOfWhatIsNotHeldChangesNothing() {
      assertThat(decide(change(5, gone("$root", 1), gone("colors", 7))))
          .isEqualTo(ignored(Decision.Reason.UNCHANGED));
      assertThat(state).isEqualTo(ResourceDecider.initial());
    }

    @Test
    void aRootThatComesAndGoesInOneTransactionIsNeverPublished() {
      assertThat(decide(change(5, root(1, "a", 1), gone("$root", 1))))
          .isEqualTo(ignored(Decision.Reason.UNCHANGED));
    }

    @Test
    void anIncompleteRootIsWithheldUntilItIsComplete() {
      Decision withheld = decide(change(5, INCOMPLETE));

      assertThat(withheld)
          .isInstanceOfSatisfying(
              Decision.Withhold.class,
              it -> {
                assertThat(it.reason()).contains("column quantity in row 1 of public.widgets");
                assertThat(it.event())
                    .isEqualTo(
                        new ResourceEvent.RowsReplaced(
                            new EventHeader(key(1), 0, provenance(5), false, Map.of(PARTITION, 5L)),
                            state.rows(),
                            Optional.empty()));
              });
      assertThat(state).isInstanceOf(ResourceState.Absent.class);

      Decision mended =
          decide(change(6, new RowChange.Merge("$root", "1", row("{'id':1,'quantity':3}"))));

      assertThat(replaced(mended).created()).isTrue();
      assertThat(document(mended)).startsWith("{\"id\":1,\"name\":\"a\",\"quantity\":3,");
      assertThat(state.version()).isEqualTo(1);
    }

    @Test
    void theFirstOffsetOfAPartitionIsNoDuplicate() {
      assertThat(decide(change(0, root(1, "a", 1)))).isInstanceOf(Decision.Accept.class);
      assertThat(decide(change(0, root(1, "b", 1)))).isEqualTo(ignored(Decision.Reason.DUPLICATE));
    }
  }

  @Nested
  class WhileLive {

    private String digest = "";

    private void given() {
      digest =
          replaced(decide(change(5, root(1, "a", 1), color(7, 1, "red"), dimensions(1, 3, 4))))
              .digest();
    }

    @Test
    void aChangeOfTheDocumentIsAnUpdateWithTheNextVersion() {
      given();

      Decision decision = decide(change(6, color(8, 1, "blue")));

      assertThat(replaced(decision).created()).isFalse();
      assertThat(replaced(decision).header().version()).isEqualTo(2);
      assertThat(document(decision))
          .isEqualTo(
              "{\"id\":1,\"name\":\"a\",\"quantity\":1,\"dimensions\":{\"x\":3,\"y\":4},\"colors\":[\"red\",\"blue\"]}");
    }

    @Test
    void allChangesOfATransactionAreOneEvent() {
      given();

      Decision decision =
          decide(change(6, color(8, 1, "blue"), gone("colors", 7), gone("dimensions", 1)));

      assertThat(document(decision)).endsWith("\"dimensions\":null,\"colors\":[\"blue\"]}");
      assertThat(state.version()).isEqualTo(2);
    }

    @Test
    void aPartOfATransactionSaysSo() {
      given();
      ResourceChange part =
          new ResourceChange(
              new ChangeLogOffset(PARTITION, 6), provenance(6), true, List.of(color(8, 1, "blue")));

      assertThat(replaced(decide(part)).header().partial()).isTrue();
    }

    @Test
    void theSameRowsAgainChangeNothing() {
      given();
      ResourceState before = state;

      assertThat(decide(change(6, root(1, "a", 1), color(7, 1, "red"))))
          .isEqualTo(ignored(Decision.Reason.UNCHANGED));
      assertThat(state).isEqualTo(before);
    }

    @Test
    void rowsThatChangeWithoutTheDocumentAreKeptAndNotPublished() {
      given();

      ResourceEvent.RowsReplaced kept =
          accepted(
              decide(change(6, gone("colors", 7), color(9, 1, "red"))),
              ResourceEvent.RowsReplaced.class);

      assertThat(kept.header().version()).isEqualTo(1);
      assertThat(kept.digest()).contains(digest);
      assertThat(state)
          .isEqualTo(new ResourceState.Live(1, Map.of(PARTITION, 6L), kept.rows(), digest));
    }

    @Test
    void offsetsAtOrBelowTheAppliedOneAreDuplicates() {
      given();

      for (long offset = 0; offset <= 5; offset++) {
        assertThat(decide(change(offset, root(1, "other", 9))))
            .isEqualTo(ignored(Decision.Reason.DUPLICATE));
      }
      assertThat(decide(change(7, root(1, "other", 9)))).isInstanceOf(Decision.Accept.class);
      assertThat(decide(change(6, root(1, "late", 9))))
          .isEqualTo(ignored(Decision.Reason.DUPLICATE));
    }

    @Test
    void partitionsHaveOffsetsOfTheirOwn() {
      given();
      ResourceChange other =
          new ResourceChange(
              new ChangeLogOffset("p-1", 0), provenance(0), false, List.of(color(8, 1, "blue")));

      assertThat(replaced(decide(other)).header().applied())
          .isEqualTo(Map.of(PARTITION, 5L, "p-1", 0L));
      assertThat(decide(other)).isEqualTo(ignored(Decision.Reason.DUPLICATE));
    }

    @Test
    void withoutItsRootTheResourceIsDeletedAndItsOtherRowsAreHeld() {
      given();

      ResourceEvent.ResourceDeleted deleted =
          accepted(decide(change(6, gone("$root", 1))), ResourceEvent.ResourceDeleted.class);

      assertThat(deleted.header().version()).isEqualTo(2);
      assertThat(deleted.rows().relations()).containsOnlyKeys("colors", "dimensions");
      assertThat(state)
          .isEqualTo(new ResourceState.Deleted(2, Map.of(PARTITION, 6L), deleted.rows()));
    }

    @Test
    void aRootThatGoesAndComesInOneTransactionIsAnUpdate() {
      given();

      Decision decision = decide(change(6, gone("$root", 1), root(1, "b", 1)));

      assertThat(replaced(decision).created()).isFalse();
      assertThat(state.version()).isEqualTo(2);
    }

    @Test
    void whatCannotBePublishedIsWithheldAndTheLastGoodDocumentStays() {
      given();

      Decision withheld = decide(change(6, INCOMPLETE));

      assertThat(withheld).isInstanceOf(Decision.Withhold.class);
      assertThat(state)
          .isEqualTo(new ResourceState.Live(1, Map.of(PARTITION, 6L), state.rows(), digest));
      assertThat(state.rows().root()).contains(row("{'id':1,'name':'a'}"));
    }

    @Test
    void aWithheldResourceGoesOnWithAllThatWasChangedMeanwhile() {
      given();
      decide(change(6, INCOMPLETE));
      assertThat(decide(change(7, color(8, 1, "blue")))).isInstanceOf(Decision.Withhold.class);

      Decision mended = decide(change(8, root(1, "c", 1)));

      assertThat(document(mended)).contains("\"name\":\"c\"").endsWith("[\"red\",\"blue\"]}");
      assertThat(state.version()).isEqualTo(2);
    }

    @Test
    void aWithheldResourceThatReturnsToWhatIsPublishedPublishesNothing() {
      given();
      decide(change(6, INCOMPLETE));

      ResourceEvent.RowsReplaced kept =
          accepted(decide(change(7, root(1, "a", 1))), ResourceEvent.RowsReplaced.class);

      assertThat(kept.digest()).contains(digest);
      assertThat(state.version()).isEqualTo(1);
    }

    @Test
    void aWithheldResourceCanBeDeleted() {
      given();
      decide(change(6, INCOMPLETE));

      accepted(decide(change(7, gone("$root", 1))), ResourceEvent.ResourceDeleted.class);

      assertThat(state.version()).isEqualTo(2);
    }

    @Test
    void aDocumentBeyondTheLimitIsWithheldWithBothSizes() {
      given();

      Decision withheld = decide(change(6, TOO_LARGE));

      assertThat(((Decision.Withhold) withheld).reason())
          .isEqualTo(
              "the document of widget/1 would be 275 bytes, more than the limit of 200;"
                  + " mend: embed less, or raise headwater.produce.max-document-bytes");
    }

    @Test
    void aDocumentOfExactlyTheLimitIsPublished() {
      Decision decision = decide(change(5, root(1, "a".repeat(MAX_BYTES - 61), 1)));

      assertThat(document(decision)).hasSize(MAX_BYTES);
      assertThat(decide(change(6, root(1, "a".repeat(MAX_BYTES - 60), 1))))
          .isInstanceOf(Decision.Withhold.class);
    }

    @Test
    void aWithheldChangeThatComesBackIsWithheldAgainAsItsReasonMayBeLost() {
      given();
      Decision first = decide(change(6, INCOMPLETE));

      assertThat(decide(change(6, INCOMPLETE))).isEqualTo(first);
      assertThat(decide(change(5, INCOMPLETE))).isEqualTo(ignored(Decision.Reason.DUPLICATE));

      Decision large = decide(change(7, TOO_LARGE));

      assertThat(decide(change(7, TOO_LARGE))).isEqualTo(large);
      assertThat(decide(change(6, INCOMPLETE))).isEqualTo(ignored(Decision.Reason.DUPLICATE));

      decide(change(8, root(1, "b", 1)));

      assertThat(decide(change(8, root(1, "b", 1)))).isEqualTo(ignored(Decision.Reason.DUPLICATE));
    }
  }

  @Nested
  class WhileDeleted {

    private void given() {
      decide(change(5, root(1, "a", 1), color(7, 1, "red")));
      decide(change(6, gone("$root", 1)));
    }

    @Test
    void aNewRootCreatesItAgainWithAHigherVersionAndTheRowsThatAreStillThere() {
      given();

      Decision decision = decide(change(7, root(1, "a", 1)));

      assertThat(replaced(decision).created()).isTrue();
      assertThat(replaced(decision).header().version()).isEqualTo(3);
      assertThat(document(decision)).endsWith("\"colors\":[\"red\"]}");
      assertThat(state).isInstanceOf(ResourceState.Live.class);
    }

    @Test
    void theSameDocumentAsBeforeTheDeleteIsPublished() {
      given();

      assertThat(decide(change(7, root(1, "a", 1)))).isInstanceOf(Decision.Accept.class);
    }

    @Test
    void rowsOfEmbedsAreKeptWithTheVersion() {
      given();

      ResourceEvent.RowsReplaced kept =
          accepted(decide(change(7, gone("colors", 7))), ResourceEvent.RowsReplaced.class);

      assertThat(kept.digest()).isEmpty();
      assertThat(state)
          .isEqualTo(new ResourceState.Deleted(2, Map.of(PARTITION, 7L), ResourceRows.empty()));
      assertThat(replaced(decide(change(8, root(1, "a", 1)))).header().version()).isEqualTo(3);
    }

    @Test
    void aSecondDeleteChangesNothing() {
      given();

      assertThat(decide(change(7, gone("$root", 1)))).isEqualTo(ignored(Decision.Reason.UNCHANGED));
    }

    @Test
    void anIncompleteRootIsWithheldAndItStaysDeleted() {
      given();

      assertThat(decide(change(7, INCOMPLETE))).isInstanceOf(Decision.Withhold.class);
      assertThat(state).isInstanceOf(ResourceState.Deleted.class);
      assertThat(state.version()).isEqualTo(2);
      assertThat(decide(change(8, gone("$root", 1)))).isInstanceOf(Decision.Accept.class);
      assertThat(state.version()).isEqualTo(2);
      assertThat(replaced(decide(change(9, root(1, "a", 1)))).header().version()).isEqualTo(3);
    }

    @Test
    void duplicatesHaveNoEffect() {
      given();

      assertThat(decide(change(5, root(1, "a", 1)))).isEqualTo(ignored(Decision.Reason.DUPLICATE));
      assertThat(decide(change(6, gone("$root", 1)))).isEqualTo(ignored(Decision.Reason.DUPLICATE));
    }
  }

  @Test
  void anEventReadBackWithoutItsDocumentGivesTheSameState() {
    ResourceEvent.StateReplaced fresh = replaced(decide(change(5, root(1, "a", 1))));

    assertThat(
            ResourceDecider.evolve(
                new ResourceEvent.StateReplaced(
                    fresh.header(), fresh.rows(), true, fresh.digest(), Optional.empty())))
        .isEqualTo(state);
  }
}
