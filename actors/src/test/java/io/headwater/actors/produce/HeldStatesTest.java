package io.headwater.actors.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headwater.core.produce.HeldState;
import io.headwater.core.resource.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class HeldStatesTest {

  private static final int RESOURCES = 3 * HeldStates.MAX_ASKED + 1;

  private static ActorTestKit system;

  @BeforeAll
  static void startSystem() {
    system = ActorTestKit.create();
  }

  @AfterAll
  static void stopSystem() {
    system.shutdownTestKit();
  }

  @Test
  void asksSoManyAtATimeAndGivesEveryAnswer() {
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Void> go = new CompletableFuture<>();
    AtomicInteger unanswered = new AtomicInteger();
    AtomicInteger mostUnanswered = new AtomicInteger();
    HeldStates states =
        new HeldStates(
            system.system(),
            resource -> {
              asked.incrementAndGet();
              mostUnanswered.accumulateAndGet(unanswered.incrementAndGet(), Math::max);
              return go.thenApplyAsync(
                  ignored -> {
                    unanswered.decrementAndGet();
                    return deleted(resource);
                  });
            });
    List<ResourceKey> resources = LongStream.range(0, RESOURCES).mapToObj(Widgets::key).toList();

    CompletableFuture<Map<ResourceKey, HeldState>> answers =
        states.of(resources).toCompletableFuture();

    await().until(() -> asked.get() == HeldStates.MAX_ASKED);
    go.complete(null);
    assertThat(answers.join()).hasSize(RESOURCES);
    assertThat(answers.join())
        .allSatisfy((resource, state) -> assertThat(state).isEqualTo(deleted(resource)));
    assertThat(mostUnanswered.get()).isEqualTo(HeldStates.MAX_ASKED);
  }

  @Test
  void namesTheResourceThatDoesNotAnswer() {
    HeldStates states =
        new HeldStates(
            system.system(),
            resource ->
                resource.equals(Widgets.key(2))
                    ? CompletableFuture.failedFuture(new TimeoutException("no answer"))
                    : CompletableFuture.completedFuture(deleted(resource)));

    assertThatThrownBy(
            () -> states.of(List.of(Widgets.key(1), Widgets.key(2))).toCompletableFuture().join())
        .hasRootCauseInstanceOf(TimeoutException.class)
        .hasStackTraceContaining("widget/2 has not told what it holds, within PT20S");
  }

  private static HeldState deleted(ResourceKey resource) {
    return new HeldState.Deleted(Long.parseLong(resource.id().text()));
  }
}
