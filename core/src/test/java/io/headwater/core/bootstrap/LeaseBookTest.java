package io.headwater.core.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.resource.ResourceType;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaseBookTest {

  private static final ResourceType WIDGET = new ResourceType("widget");
  private static final Instant NOW = Instant.parse("2026-11-20T09:11:10Z");

  private final LeaseBook book = new LeaseBook();

  private static Lease lease(String id, long from) {
    return new Lease(id, WIDGET, StreamPositions.of("e1", Map.of(0, from)), NOW.plusSeconds(60));
  }

  private Map<Integer, Long> pinned() {
    return book.pinned(WIDGET, "e1", NOW);
  }

  @Test
  void aLeaseThatIsAskedForPinsAtOnceAndNoLongerWhenItIsRefused() {
    book.asked(lease("a", 5));
    assertThat(pinned()).containsExactly(Map.entry(0, 5L));
    assertThat(book.lease("a", NOW)).isEmpty();

    book.refused(lease("a", 5));
    assertThat(pinned()).isEmpty();
  }

  @Test
  void aRenewalThatIsRefusedLeavesTheLeaseAsItWas() {
    book.held(lease("a", 5), 0);
    book.asked(lease("a", 9));
    assertThat(pinned()).containsExactly(Map.entry(0, 5L));

    book.refused(lease("a", 9));
    assertThat(book.lease("a", NOW)).contains(lease("a", 5));
  }

  @Test
  void anOlderFormThatComesLateChangesNothing() {
    book.held(lease("a", 9), 7);

    book.held(lease("a", 5), 3);
    book.released("a", 4);

    assertThat(book.lease("a", NOW)).contains(lease("a", 9));
    book.released("a", 8);
    assertThat(book.lease("a", NOW)).isEmpty();
  }

  @Test
  void whatHasEndedIsForgotten() {
    book.held(lease("a", 5), 0);
    book.asked(lease("b", 5));

    assertThat(book.pinned(WIDGET, "e1", NOW.plusSeconds(60))).isEmpty();
    assertThat(book.lease("a", NOW)).isEmpty();
  }
}
