package io.headwater.core.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.resource.ResourceType;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ViewAdvanceTest {

  private static final ResourceType WIDGET = new ResourceType("widget");
  private static final ResourceType GADGET = new ResourceType("gadget");

  private final ViewAdvance advance = new ViewAdvance();

  @Test
  void tellsEveryoneWhoWaitsForTheType() {
    CompletableFuture<Void> first = advance.next(WIDGET);
    CompletableFuture<Void> second = advance.next(WIDGET);
    CompletableFuture<Void> other = advance.next(GADGET);

    advance.moved(WIDGET);

    assertThat(first).isCompleted();
    assertThat(second).isSameAs(first);
    assertThat(other).isNotDone();
  }

  @Test
  void whoAsksAfterwardsWaitsForTheNextMove() {
    advance.moved(WIDGET);
    CompletableFuture<Void> next = advance.next(WIDGET);

    assertThat(next).isNotDone();

    advance.moved(WIDGET);

    assertThat(next).isCompleted();
  }

  @Test
  void whoIsToldMayWaitAgainAtOnce() {
    CompletableFuture<Void> again = advance.next(WIDGET).thenCompose(told -> advance.next(WIDGET));

    advance.moved(WIDGET);
    assertThat(again).isNotDone();

    advance.moved(WIDGET);
    assertThat(again).isCompleted();
  }
}
