package io.headwater.actors.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.produce.CommandLedger;
import io.headwater.core.quarantine.QuarantineRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ResourceRouterTest {

  private static final Duration TIMEOUT = Duration.ofMillis(200);

  private static ActorTestKit system;

  private record Sent(CommandLedger.Command command, ActorRef<ResourceEntity.Applied> replies) {
    void acknowledge() {
      acknowledge(List.of());
    }

    void acknowledge(List<ResourceEntity.Withheld> withheld) {
      replies.tell(new ResourceEntity.Applied(command.resource(), command.id(), withheld));
    }
  }

  private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  private final BlockingQueue<QuarantineRecord> quarantined = new LinkedBlockingQueue<>();
  private CompletableFuture<Void> quarantine = CompletableFuture.completedFuture(null);
  private final ActorRef<ResourceRouter.Message> router =
      system.spawn(
          ResourceRouter.create(
              new ProduceSettings(4, 1_000, 10, 10, 1_000, 10, TIMEOUT),
              new ResourceRouter.Surroundings(
                  (command, replies) -> sent.add(new Sent(command, replies)),
                  refused -> {
                    quarantined.add(refused);
                    return quarantine;
                  },
                  new ProduceMeters(new SimpleMeterRegistry(), Clock.systemUTC()),
                  Clock.systemUTC())));

  @BeforeAll
  static void startSystem() {
    system = ActorTestKit.create();
  }

  @AfterAll
  static void stopSystem() {
    system.shutdownTestKit();
  }

  @Test
  void finishesAUnitOfWorkWhenItsLastResourceHasAcknowledged() throws Exception {
    CompletableFuture<Void> done = offer(assignment(1, 10), assignment(2, 10));
    Sent first = next();
    Sent second = next();

    first.acknowledge();
    assertThat(done).isNotDone();
    second.acknowledge();

    done.get(30, TimeUnit.SECONDS);
  }

  @Test
  void holdsBackWhatArrivesForAResourceAndSendsItTogether() throws Exception {
    CompletableFuture<Void> one = offer(assignment(1, 10));
    CompletableFuture<Void> two = offer(assignment(1, 11));
    CompletableFuture<Void> three = offer(assignment(1, 12));
    Sent first = next();
    assertThat(first.command().changes()).hasSize(1);

    first.acknowledge();
    Sent together = next();
    assertThat(together.command().changes())
        .extracting(change -> change.at().offset())
        .containsExactly(11L, 12L);
    together.acknowledge();

    CompletableFuture.allOf(one, two, three).get(30, TimeUnit.SECONDS);
  }

  @Test
  void sendsAnUnansweredCommandAgain() throws Exception {
    CompletableFuture<Void> done = offer(assignment(1, 10));
    Sent lost = next();

    Sent again = next();

    assertThat(again.command()).isEqualTo(lost.command());
    again.acknowledge();
    done.get(30, TimeUnit.SECONDS);
  }

  @Test
  void doesNotFinishBeforeTheQuarantineHasWhatWasWithheld() throws Exception {
    quarantine = new CompletableFuture<>();
    CompletableFuture<Void> done = offer(assignment(1, 10));
    Sent command = next();

    command.acknowledge(
        List.of(
            ResourceEntity.Withheld.of(
                command.command().changes().getFirst(), "too large; mend: embed less")));

    QuarantineRecord kept = quarantined.poll(30, TimeUnit.SECONDS);
    assertThat(kept).isNotNull();
    assertThat(kept.subject()).isEqualTo("widget/1");
    assertThat(kept.reason()).isEqualTo("too large; mend: embed less");
    assertThat(kept.position()).isEqualTo("headwater.changes.shop-0@10");
    assertThat(done).isNotDone();
    quarantine.complete(null);
    done.get(30, TimeUnit.SECONDS);
  }

  @Test
  void failsWhatIsUnderWayWhenItStops() throws Exception {
    CompletableFuture<Void> done = offer(assignment(1, 10));
    // A router that stops takes nothing more from its mailbox.
    next();

    system.stop(router);

    assertThat(done)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withMessageContaining("the router has stopped");
  }

  private static CommandLedger.Assignment assignment(long id, long offset) {
    return new CommandLedger.Assignment(Widgets.key(id), Widgets.named(offset, id, "n" + offset));
  }

  private CompletableFuture<Void> offer(CommandLedger.Assignment... assignments) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    router.tell(new ResourceRouter.Offer(List.of(assignments), done));
    return done;
  }

  private Sent next() throws InterruptedException {
    Sent command = sent.poll(30, TimeUnit.SECONDS);
    assertThat(command).isNotNull();
    return command;
  }
}
