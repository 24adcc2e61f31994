package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.MAPPING;
import static io.headwater.core.produce.Widgets.change;
import static io.headwater.core.produce.Widgets.key;
import static io.headwater.core.produce.Widgets.root;
import static io.headwater.core.produce.Widgets.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.contract.Contract;

/** One resource, its rules and its state as changes come. */
abstract class DeciderScenario {

  static final int MAX_BYTES = 200;
  static final RowChange INCOMPLETE = new RowChange.Put("$root", "1", row("{'id':1,'name':'a'}"));
  static final RowChange TOO_LARGE = root(1, "a".repeat(MAX_BYTES), 1);

  final ResourceDecider decider = new ResourceDecider(MAPPING, Contract.unrestricted(), MAX_BYTES);

  ResourceState state = ResourceDecider.initial();

  /** Decides and, unless ignored, evolves. */
  Decision decide(ResourceChange change) {
    Decision decision = decider.decide(key(1), state, change);
    switch (decision) {
      case Decision.Accept accept -> state = ResourceDecider.evolve(accept.event());
      case Decision.Withhold withhold -> state = ResourceDecider.evolve(withhold.event());
      case Decision.Ignore ignored -> {}
    }
    return decision;
  }

  static <T extends ResourceEvent> T accepted(Decision decision, Class<T> type) {
    assertThat(decision).isInstanceOf(Decision.Accept.class);
    ResourceEvent event = ((Decision.Accept) decision).event();
    assertThat(event).isInstanceOf(type);
    return type.cast(event);
  }

  static ResourceEvent.StateReplaced replaced(Decision decision) {
    return accepted(decision, ResourceEvent.StateReplaced.class);
  }

  static String document(Decision decision) {
    return replaced(decision).document().orElseThrow().json().toString();
  }

  static Decision ignored(Decision.Reason reason) {
    return new Decision.Ignore(reason);
  }
}
