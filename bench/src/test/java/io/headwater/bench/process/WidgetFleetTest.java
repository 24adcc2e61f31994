package io.headwater.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.bench.SampleWidget;
import io.headwater.core.produce.CommandLedger;
import io.headwater.core.produce.Decision;
import io.headwater.core.produce.ResourceDecider;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceState;
import io.headwater.core.resource.ResourceKey;
import org.junit.jupiter.api.Test;

class WidgetFleetTest {

  @Test
  void everyCommandPublishesADocument() {
    ResourceDecider decider = SampleWidget.decider();
    ResourceKey widget = WidgetFleet.key(7);
    ResourceState state =
        published(decider, ResourceDecider.initial(), WidgetFleet.creation(widget, 0, 1));

    for (int change = 1; change < 100; change++) {
      state = published(decider, state, WidgetFleet.change(widget, change, 1 + change));
    }

    assertThat(state.version()).isEqualTo(100);
  }

  private static ResourceState published(
      ResourceDecider decider, ResourceState state, CommandLedger.Command command) {
    Decision decision = decider.decide(command.resource(), state, command.changes().getFirst());
    assertThat(decision).isInstanceOf(Decision.Accept.class);
    ResourceEvent event = ((Decision.Accept) decision).event();
    assertThat(event).isInstanceOf(ResourceEvent.StateReplaced.class);
    return ResourceDecider.evolve(event);
  }
}
