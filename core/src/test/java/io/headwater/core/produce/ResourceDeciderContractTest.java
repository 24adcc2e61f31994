package io.headwater.core.produce;

import static io.headwater.core.produce.DeciderScenario.accepted;
import static io.headwater.core.produce.DeciderScenario.document;
import static io.headwater.core.produce.DeciderScenario.ignored;
import static io.headwater.core.produce.DeciderScenario.replaced;
import static io.headwater.core.produce.Widgets.MAPPING;
import static io.headwater.core.produce.Widgets.PARTITION;
import static io.headwater.core.produce.Widgets.change;
import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.dimensions;
import static io.headwater.core.produce.Widgets.gone;
import static io.headwater.core.produce.Widgets.key;
import static io.headwater.core.produce.Widgets.provenance;
import static io.headwater.core.produce.Widgets.root;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.contract.Contract;
import io.headwater.core.contract.Contracts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A state that violates the contract is withheld, and the last good one stays. */
class ResourceDeciderContractTest {

  private static final int MAX_BYTES = 10_000;
  private static final long MAX_CHARACTERS = 100_000;
  private static final Contract CONTRACT =
      Contracts.of(
          """
          {'properties': {
             'quantity': {'minimum': 0},
             'dimensions': {'properties': {'x': {'maximum': 100}}},
             'colors': {'items': {'enum': ['red', 'blue']}}}}
          """);
  private static final Contract STRICTER = Contracts.of("{'properties': {'quantity': false}}");

  private ResourceDecider decider =
      new ResourceDecider(MAPPING, CONTRACT, MAX_BYTES, MAX_CHARACTERS);
  private ResourceState state = ResourceDecider.initial();

  private Decision decide(ResourceChange change) {
    Decision decision = decider.decide(key(1), state, change);
    switch (decision) {
      case Decision.Accept accept -> state = ResourceDecider.evolve(accept.event());
      case Decision.Withhold withhold -> state = ResourceDecider.evolve(withhold.event());
      case Decision.Ignore ignored -> {}
    }
    return decision;
  }

  private static Decision.Withhold withheld(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Withhold.class);
    Decision.Withhold withhold = (Decision.Withhold) decision;
    assertThat(withhold.cause()).isEqualTo(Decision.Cause.CONTRACT);
    return withhold;
  }

  @Test
  void aViolationIsToldWithItsPathAndNotWithItsValue() {
    assertThat(withheld(decide(change(5, root(1, "a", -77)))).reason())
        .isEqualTo(
            "the document of widget/1 violates its contract at /quantity: must be at least 0"
                + " (minimum); mend: correct the row in the source, or the contract"
                + " test.schema.json");
    assertThat(withheld(decide(change(6, root(1, "a", 1), dimensions(1, 101, 1)))).reason())
        .contains(" at /dimensions/x: must be at most 100 (maximum);");
    assertThat(
            withheld(
                    decide(change(7, dimensions(1, 1, 1), color(7, 1, "red"), color(8, 1, "pink"))))
                .reason())
        .contains(" at /colors/1: must be one of [\"red\",\"blue\"] (enum);")
        .doesNotContain("pink");
  }

  @Test
  void amongManyRowsTheOneThatViolatesIsTold() {
    List<RowChange> rows = new ArrayList<>(List.of(root(1, "a", 1)));
    for (int id = 0; id < 40; id++) {
      rows.add(color(id, 1, id % 2 == 0 ? "red" : "blue"));
    }
    replaced(decide(change(5, rows.toArray(RowChange[]::new))));

    assertThat(withheld(decide(change(6, color(23, 1, "pink")))).reason())
        .contains(" at /colors/23: must be one of [\"red\",\"blue\"] (enum);");
    replaced(decide(change(7, color(23, 1, "red"))));
  }

  @Test
  void theLastGoodStateStaysAndTheNextValidChangePublishesAllOfIt() {
    String published = replaced(decide(change(5, root(1, "a", 1)))).digest();

    withheld(decide(change(6, root(1, "b", -1))));
    assertThat(state)
        .isEqualTo(new ResourceState.Live(1, Map.of(PARTITION, 6L), state.rows(), published));
    withheld(decide(change(7, color(7, 1, "red"))));
    Decision mended = decide(change(8, root(1, "b", 2)));

    assertThat(document(mended)).contains("\"name\":\"b\"").endsWith("\"colors\":[\"red\"]}");
    assertThat(replaced(mended).created()).isFalse();
    assertThat(state.version()).isEqualTo(2);
  }

  @Test
  void aWithheldStateThatReturnsToWhatIsPublishedPublishesNothing() {
    decide(change(5, root(1, "a", 1)));
    withheld(decide(change(6, root(1, "a", -1))));

    accepted(decide(change(7, root(1, "a", 1))), ResourceEvent.RowsReplaced.class);

    assertThat(state.version()).isEqualTo(1);
  }

  @Test
  void aResourceThatWasNeverValidIsNotCreatedAndItsEndIsNotADelete() {
    withheld(decide(change(5, root(1, "a", -1))));
    assertThat(state).isInstanceOf(ResourceState.Absent.class);

    accepted(decide(change(6, gone("$root", 1))), ResourceEvent.RowsReplaced.class);

    assertThat(replaced(decide(change(7, root(1, "a", 1)))).created()).isTrue();
    assertThat(state.version()).isEqualTo(1);
  }

  @Test
  void aDeleteIsPublishedWhateverWasWithheld() {
    decide(change(5, root(1, "a", 1)));
    withheld(decide(change(6, root(1, "a", -1))));

    accepted(decide(change(7, gone("$root", 1))), ResourceEvent.ResourceDeleted.class);
  }

  @Test
  void aWithheldChangeThatComesBackIsWithheldAgainAsItsReasonMayBeLost() {
    decide(change(5, root(1, "a", 1)));
    Decision first = decide(change(6, root(1, "a", -1)));

    assertThat(decide(change(6, root(1, "a", -1)))).isEqualTo(first);
    assertThat(decide(change(5, root(1, "a", 1)))).isEqualTo(ignored(Decision.Reason.DUPLICATE));

    decide(change(7, root(1, "a", 2)));

    assertThat(decide(change(7, root(1, "a", 2)))).isEqualTo(ignored(Decision.Reason.DUPLICATE));
  }

  @Test
  void aPartOfATransactionThatViolatesTheContractIsWithheldUntilAPartIsValid() {
    decide(change(5, root(1, "a", 1)));

    withheld(decide(part(6, root(1, "a", -1))));
    Decision last = decide(change(7, root(1, "a", 3)));

    assertThat(document(last)).contains("\"quantity\":3");
    assertThat(replaced(last).header().partial()).isFalse();
  }

  @Test
  void whatIsPublishedIsNotCheckedAgainWhenTheContractHasChanged() {
    decide(change(5, root(1, "a", 1), color(7, 1, "red")));
    decider = new ResourceDecider(MAPPING, STRICTER, MAX_BYTES, MAX_CHARACTERS);

    // The same document: checking it would withhold it.
    assertThat(decide(change(6, root(1, "a", 1)))).isEqualTo(ignored(Decision.Reason.UNCHANGED));
    accepted(
        decide(change(7, gone("colors", 7), color(9, 1, "red"))), ResourceEvent.RowsReplaced.class);
    assertThat(decide(change(7, color(9, 1, "red")))).isEqualTo(ignored(Decision.Reason.DUPLICATE));
    withheld(decide(change(8, color(10, 1, "blue"))));
  }

  @Test
  void aContractThatAllowsMoreLetsTheNextChangePublishAlsoOneWithoutEffectOnTheRows() {
    decide(change(5, root(1, "a", 1)));
    withheld(decide(change(6, root(1, "a", -1))));
    decider = new ResourceDecider(MAPPING, Contract.unrestricted(), MAX_BYTES, MAX_CHARACTERS);

    assertThat(document(decide(change(7, root(1, "a", -1))))).contains("\"quantity\":-1");
  }

  private static ResourceChange part(long offset, RowChange... rows) {
    return new ResourceChange(
        new ChangeLogOffset(PARTITION, offset), provenance(offset), true, List.of(rows));
  }
}
