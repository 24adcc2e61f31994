package io.headwater.actors.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole stream, with its reader: what it holds while it runs, and how it ends. */
final class ChangeLogStreamEndTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration QUIET = Duration.ofMillis(300);

  /** Between the reader and the limit; many times fewer than one buffer of Pekko's. */
  private static final int MAX_WAITING = 6;

  private final ActorTestKit system = ActorTestKit.create();
  private final BlockingQueue<ResourceRouter.Offer> offers = new LinkedBlockingQueue<>();
  private final ChangeLogInMemory log = new ChangeLogInMemory();
  private final SteppedStaging staging = new SteppedStaging();

  @AfterEach
  void stopSystem() {
    system.shutdownTestKit();
  }

  @Test
  void isStoppedWhileASnapshotIsHandedOnAndFreesItOnlyWhenNobodyReadsIt() throws Exception {
    log.addSnapshot(3);
    UniqueKillSwitch stream = run().first();
    assertThat(staging.entered.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

    stream.shutdown();

    assertThat(staging.closed.await(QUIET.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    staging.letGo.countDown();
    assertThat(staging.closed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    await().atMost(LIMIT).until(() -> log.consumer().closed());
    assertThat(staging.faults).isEmpty();
  }

  @Test
  void doesNotReadFarBeyondWhatIsUnderWay() throws Exception {
    log.addCreated(20 * ChangeLogInMemory.MAX_OPEN_CHANGES);
    UniqueKillSwitch stream = run().first();
    for (int i = 0; i < ChangeLogInMemory.MAX_OPEN_CHANGES; i++) {
      assertThat(offers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    }

    assertThat(offers.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS)).isNull();

    assertThat(log.consumer().given())
        .isLessThanOrEqualTo(ChangeLogInMemory.MAX_OPEN_CHANGES + MAX_WAITING);
    stream.shutdown();
    await().atMost(LIMIT).until(() -> log.consumer().closed());
  }

  private Pair<UniqueKillSwitch, CompletionStage<Done>> run() {
    ProduceParts parts = ChangeLogInMemory.parts(partition -> staging);
    var router =
        system.spawn(
            Behaviors.receive(ResourceRouter.Message.class)
                .onMessage(
                    ResourceRouter.Offer.class,
                    offer -> {
                      offers.add(offer);
                      return Behaviors.same();
                    })
                .build());
    return new ChangeLogStream(
            "shop", log.reader().partitions(), parts, router, ChangeLogInMemory.surroundings(parts))
        .graph(log.reader())
        .run(system.system());
  }
}
