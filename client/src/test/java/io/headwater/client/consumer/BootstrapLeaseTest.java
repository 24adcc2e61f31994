package io.headwater.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapLeaseTest {

  private static final int STATES = 40;

  private final ManualTime time = new ManualTime();
  private final ModelStream stream = new ModelStream(2, time);
  private final Random random = new Random(5);
  private final ModelProvider provider =
      new ModelProvider(stream, random, ModelProvider.Following.VIEW);
  private final ModelSink sink = new ModelSink(random);
  private final ConsumerStatus status = new ConsumerStatus("widget");
  private final ConsumerSettings settings =
      ConsumerSettings.defaults().withRandom(random).withClock(time).withCheckpointStates(1);

  @Test
  void aBootstrapThatTakesLongerThanDeletionsAreKeptNeedNotBeginAgain()
      throws InterruptedException {
    ConsumerLoop loop = slowly(true);

    assertThat(status.health().upToDate()).isTrue();
    assertThat(sink.states).isEqualTo(stream.states()).hasSize(STATES / 2);
    assertThat(status.health().bootstraps()).isOne();
    loop.step();
    assertThat(stream.leases()).isZero();
  }

  @Test
  void withoutALeaseItBeginsAgainAndIsRightAllTheSame() throws InterruptedException {
    slowly(false);

    assertThat(sink.states).isEqualTo(stream.states());
    assertThat(status.health().bootstraps()).isGreaterThan(1);
  }

  @Test
  void aLeaseThatHasEndedIsAskedForAnew() throws InterruptedException {
    write();
    ConsumerLoop loop = loop(true);
    steps(loop, 6);
    assertThat(stream.leases()).isOne();

    time.sleep(BootstrapLease.LASTS.multipliedBy(2));
    assertThat(stream.leases()).isZero();
    steps(loop, 3);

    assertThat(stream.leases()).isOne();
  }

  // Half of the states are deleted while they are downloaded, and the deletions become old.
  private ConsumerLoop slowly(boolean leased) throws InterruptedException {
    write();
    ConsumerLoop loop = loop(leased);
    steps(loop, 4);
    for (int i = 0; i < STATES / 2; i++) {
      stream.delete("k" + i);
    }
    provider.catchUp();
    for (int i = 0; i < 200 && !status.health().upToDate(); i++) {
      time.sleep(ModelStream.TOMBSTONES.dividedBy(20));
      stream.compact();
      loop.step();
    }
    return loop;
  }

  private void write() {
    for (int i = 0; i < STATES; i++) {
      stream.upsert("k" + i);
    }
    provider.catchUp();
  }

  private static void steps(ConsumerLoop loop, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      loop.step();
    }
  }

  private ConsumerLoop loop(boolean leased) {
    Providers asked = new Providers(List.of(provider));
    ConsumerParts parts =
        new ConsumerParts(
            "widget",
            settings,
            new SinkCalls(sink),
            asked,
            Optional.of(new BootstrapLease("widget", settings, asked, time)).filter(any -> leased),
            new CircuitBreaker(settings.circuitFailures()),
            time,
            status);
    return new ConsumerLoop(
        parts,
        new DownloadPhase(parts, () -> new QueuedDownloads(time, random, 1_000_000)),
        new FollowPhase(parts, HttpSource.opener(parts)));
  }
}
