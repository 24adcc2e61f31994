package io.headwater.actors.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.produce.CommandLedger;
import io.headwater.core.produce.ResourceChange;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.resource.ResourceKey;
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

  /** Beyond the length of a test, however slow the machine. */
  private static final Duration NEVER = Duration.ofMinutes(10);

  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static ActorTestKit system;

  private record Sent(CommandLedger.Command command, ActorRef<ResourceEntity.Applied> replies) {
    void acknowledge() {
      acknowledge(List.of());
    }

    void acknowledge(List<ResourceEntity.Withheld> withheld) {
      acknowledge(command.changes().size(), withheld);
    }

    void acknowledge(int changes, List<ResourceEntity.Withheld> withheld) {
      replies.tell(new ResourceEntity.Applied(command.resource(), command.id(), changes, withheld));
    }
  }

  private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  private final BlockingQueue<QuarantineRecord> quarantined = new LinkedBlockingQueue<>();
  private final BlockingQueue<ResourceKey> published = new LinkedBlockingQueue<>();
  private volatile CompletableFuture<Void> quarantine = CompletableFuture.completedFuture(null);
  private ActorRef<ResourceRouter.Message> router = router(NEVER);

  private ActorRef<ResourceRouter.Message> router(Duration timeout) {
    return system.spawn(
        ResourceRouter.create(
            new ProduceSettings(4, 1_000, 1_000, 10, 10, 1_000, 10, 1_000, timeout),
            new ResourceRouter.Surroundings(
                (command, replies) -> sent.add(new Sent(command, replies)),
                new QuarantineInMemory(
                    refused -> {
                      quarantined.add(refused);
                      return quarantine;
                    },
                    published::add),
                new ProduceMeters(new SimpleMeterRegistry(), Clock.systemUTC()),
                Clock.systemUTC())));
  }

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

    done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
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

    CompletableFuture.allOf(one, two, three).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void sendsAnUnansweredCommandAgain() throws Exception {
    router = router(SOON);
    CompletableFuture<Void> done = offer(assignment(1, 10));
    Sent lost = next();

    Sent again = next();

    assertThat(again.command()).isEqualTo(lost.command());
    again.acknowledge();
    done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void sendsTheChangesThatACommandDidNotComeTo() throws Exception {
    CompletableFuture<Void> one = offer(assignment(1, 10));
    CompletableFuture<Void> two = offer(assignment(1, 11));
    CompletableFuture<Void> three = offer(assignment(1, 12));
    next().acknowledge();

    next().acknowledge(1, List.of());

    Sent rest = next();
    assertThat(rest.command().changes())
        .extracting(change -> change.at().offset())
        .containsExactly(12L);
    CompletableFuture.allOf(one, two).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(three).isNotDone();
    rest.acknowledge();
    three.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void sendsACommandAgainWhenTheQuarantineDidNotTakeWhatWasWithheld() throws Exception {
    router = router(SOON);
    quarantine = CompletableFuture.failedFuture(new IllegalStateException("no quarantine"));
    CompletableFuture<Void> done = offer(assignment(1, 10));
    Sent first = next();
    List<ResourceEntity.Withheld> withheld = List.of(withheld(first, "too large"));

    first.acknowledge(withheld);
    Sent again = next();
    assertThat(again.command()).isEqualTo(first.command());
    assertThat(done).isNotDone();
    quarantine = CompletableFuture.completedFuture(null);
    again.acknowledge(withheld);

    done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(quarantined).extracting(QuarantineRecord::reason).contains("too large");
  }

  @Test
  void doesNotFinishBeforeTheQuarantineHasWhatWasWithheld() throws Exception {
    quarantine = new CompletableFuture<>();
    CompletableFuture<Void> done = offer(assignment(1, 10));
    Sent command = next();

    command.acknowledge(List.of(withheld(command, "too large; mend: embed less")));

    QuarantineRecord kept = quarantined.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(kept).isNotNull();
    assertThat(kept.subject()).isEqualTo("widget/1");
    assertThat(kept.reason()).isEqualTo("too large; mend: embed less");
    assertThat(kept.position()).isEqualTo("headwater.changes.shop-0@10");
    assertThat(done).isNotDone();
    quarantine.complete(null);
    done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void saysThatNothingIsWithheldAnyMoreWhenARefreshWentWell() throws Exception {
    ResourceChange named = Widgets.named(10, 1, "a");
    ResourceChange refresh = new ResourceChange(named.at(), named.provenance(), false, List.of());
    CompletableFuture<Void> done = offer(new CommandLedger.Assignment(Widgets.key(1), refresh));

    next().acknowledge();

    done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(published).containsExactly(Widgets.key(1));
  }

  @Test
  void saysThatNothingIsWithheldAnyMoreWhenAChangeOfItsOwnMendedIt() throws Exception {
    CompletableFuture<Void> bad = offer(assignment(1, 10));
    Sent first = next();
    first.acknowledge(List.of(withheld(first, "too large")));
    bad.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    CompletableFuture<Void> other = offer(assignment(2, 11));
    next().acknowledge();
    other.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

    CompletableFuture<Void> good = offer(assignment(1, 12));
    next().acknowledge();

    good.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(published).containsExactly(Widgets.key(1));
  }

  @Test
  void failsWhatIsUnderWayWhenItStops() throws Exception {
    CompletableFuture<Void> done = offer(assignment(1, 10));
    // A router that stops takes nothing more from its mailbox.
    next();

    system.stop(router);

    assertThat(done)
        .failsWithin(LIMIT)
        .withThrowableThat()
        .withMessageContaining("the router has stopped");
  }

  private static ResourceEntity.Withheld withheld(Sent sent, String reason) {
    ResourceChange change = sent.command().changes().getFirst();
    return new ResourceEntity.Withheld(
        change.provenance().source(),
        change.provenance().position(),
        change.at(),
        RefusalCause.DOCUMENT_TOO_LARGE,
        reason);
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
    Sent command = sent.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(command).isNotNull();
    return command;
  }
}
