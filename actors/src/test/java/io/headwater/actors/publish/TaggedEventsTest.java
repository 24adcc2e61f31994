package io.headwater.actors.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Value;
import io.headwater.core.produce.EventHeader;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.persistence.journal.Tagged;
import org.junit.jupiter.api.Test;

class TaggedEventsTest {

  private final TaggedEvents adapter = new TaggedEvents();

  @Test
  void everyEventHasTheTag() {
    ResourceEvent event = event("42");

    Tagged tagged = (Tagged) adapter.toJournal(event);

    assertThat(tagged.payload()).isEqualTo(event);
    assertThat(tagged).isEqualTo(new Tagged(event, Set.of("headwater")));
    assertThat(adapter.manifest(event)).isEmpty();
  }

  @Test
  void anIdThatTheJournalsColumnCannotHoldIsRefusedBeforeItSpoilsABatch() {
    String longest = "x".repeat(255 - "widget|".length());

    assertThat(adapter.toJournal(event(longest))).isInstanceOf(Tagged.class);
    assertThatThrownBy(() -> adapter.toJournal(event(longest + "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256 characters")
        .hasMessageContaining("mend:");
  }

  private static ResourceEvent event(String id) {
    return new ResourceEvent.ResourceDeleted(
        new EventHeader(
            new ResourceKey(new ResourceType("widget"), ResourceId.of(Value.of(id))),
            1,
            new Provenance("shop", "0/1", Optional.empty(), Instant.EPOCH),
            false,
            Map.of()),
        ResourceRows.empty());
  }
}
