package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.change;
import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.gone;
import static io.headwater.core.produce.Widgets.root;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldStateTest extends DeciderScenario {

  @Test
  void nothingIsHeldOfWhatNeverWas() {
    assertThat(decider.held(state)).isEqualTo(new HeldState.Absent());

    decide(change(1, color(7, 1, "red")));

    assertThat(decider.held(state)).isEqualTo(new HeldState.Absent());
    assertThat(decider.held(state).version()).isZero();
  }

  @Test
  void whatLivesIsThePublishedDocumentAndVersion() {
    decide(change(1, root(1, "a", 2)));
    Decision second = decide(change(2, color(7, 1, "red")));

    assertThat(decider.held(state))
        .isEqualTo(new HeldState.Live(2, replaced(second).document().orElseThrow()));
  }

  @Test
  void whatIsDeletedKeepsItsVersion() {
    decide(change(1, root(1, "a", 2)));
    decide(change(2, gone("$root", 1)));

    assertThat(decider.held(state)).isEqualTo(new HeldState.Deleted(2));
  }

  @Test
  void rowsThatMakeUpAnotherDocumentThanThePublishedAreToldApart() {
    decide(change(1, root(1, "a", 2)));
    decide(change(2, TOO_LARGE));
    assertThat(decider.held(state)).isEqualTo(new HeldState.Unpublished(1));

    decide(change(3, gone("$root", 1)));
    decide(change(4, INCOMPLETE));
    assertThat(decider.held(state)).isEqualTo(new HeldState.Unpublished(2));
  }

  @Test
  void rowsThatMakeUpNoDocumentYetAreToldApart() {
    decide(change(1, INCOMPLETE));

    assertThat(decider.held(state)).isEqualTo(new HeldState.Unpublished(0));
  }
}
