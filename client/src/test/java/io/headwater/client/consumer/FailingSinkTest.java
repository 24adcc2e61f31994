package io.headwater.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.consumer.ConsumerHealth.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailingSinkTest {

  private final ManualTime time = new ManualTime();
  private final ModelStream stream = new ModelStream(2, time);
  private final Random random = new Random(11);
  private final ModelProvider provider =
      new ModelProvider(stream, random, ModelProvider.Following.TOPIC);
  private final ModelSink sink = new ModelSink(random);
  private final ConsumerStatus status = new ConsumerStatus("widget");
  private ConsumerLoop loop;

  @BeforeEach
  void follow() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      stream.upsert("k" + i);
    }
    provider.catchUp();
    loop = loop();
    steps(30);
    assertThat(status.health().upToDate()).isTrue();
  }

  private ConsumerLoop loop() {
    ConsumerSettings settings =
        ConsumerSettings.defaults().withRandom(random).withClock(time).withCircuitFailures(4);
    ConsumerParts parts =
        new ConsumerParts(
            "widget",
            settings,
            new SinkCalls(sink),
            new Providers(List.of(provider)),
            Optional.empty(),
            new CircuitBreaker(settings.circuitFailures()),
            time,
            status);
    return new ConsumerLoop(
        parts,
        new DownloadPhase(parts, () -> new QueuedDownloads(time, random, 1_000_000)),
        new FollowPhase(
            parts, (position, paused) -> new ModelTopic(stream, time, position, paused)));
  }

  @Test
  void aRefusedStateOfABootstrapStopsItsPartitionBeforeItself() throws InterruptedException {
    List<String> first = stream.states(0, stream.end(0)).navigableKeySet().stream().toList();
    sink.states.clear();
    sink.forgetPosition("garbage");
    sink.poison.add(first.get(3));
    loop = loop();
    for (int i = 0; i < 100; i++) {
      time.sleep(Duration.ofSeconds(1));
      steps(1);
    }

    assertThat(status.health().pausedPartitions()).containsExactly(0);
    assertThat(sink.states)
        .containsOnlyKeys(
            Stream.concat(
                    first.subList(0, 3).stream(), stream.states(1, stream.end(1)).keySet().stream())
                .toList());

    sink.poison.clear();
    calm();
    assertThat(sink.states).isEqualTo(stream.states());
    assertThat(sink.violations).isEmpty();
  }

  @Test
  void aKeyThatFailsPausesItsPartitionOnly() throws InterruptedException {
    String bad = keyOf(0);
    sink.poison.add(bad);
    stream.upsert(bad);
    stream.upsert(keyOf(1));
    stream.upsert(otherKeyOf(0, bad));
    steps(1);

    assertThat(status.health().pausedPartitions()).containsExactly(0);
    assertThat(status.health().upToDate()).isFalse();
    assertThat(status.health().problem())
        .hasValueSatisfying(text -> assertThat(text).contains("refused"));
    assertThat(sink.states).containsEntry(keyOf(1), 2L).containsEntry(bad, 1L);
    assertThat(sink.states).containsEntry(otherKeyOf(0, bad), 1L);

    stream.upsert(keyOf(1));
    steps(1);
    assertThat(sink.states).containsEntry(keyOf(1), 3L);

    sink.poison.clear();
    calm();
    assertThat(sink.states).isEqualTo(stream.states());
    assertThat(sink.violations).isEmpty();
    assertThat(status.health().problem()).isEmpty();
  }

  @Test
  void failuresOfSeveralPartitionsOpenTheCircuit() throws InterruptedException {
    sink.poison.addAll(List.of(keyOf(0), keyOf(1)));
    stream.upsert(keyOf(0));
    stream.upsert(keyOf(1));
    sink.probesUntilAvailable = 0;
    boolean opened = false;
    for (int i = 0; i < 20 && !opened; i++) {
      time.sleep(Duration.ofSeconds(1));
      steps(1);
      opened = status.health().phase() == Phase.CIRCUIT_OPEN;
    }

    assertThat(opened).isTrue();

    // The target works: what it refuses does not keep the others from coming.
    for (int i = 0; i < 100; i++) {
      time.sleep(Duration.ofSeconds(1));
      steps(1);
      assertThat(status.health().phase()).isNotEqualTo(Phase.STOPPED);
    }
    assertThat(status.health().phase()).isEqualTo(Phase.FOLLOWING);
    assertThat(status.health().lag()).hasValue(2);
    assertThat(status.health().pausedPartitions()).containsOnly(0, 1);
    sink.poison.clear();
    calm();
    assertThat(sink.states).isEqualTo(stream.states());
  }

  @Test
  void anUnavailableTargetIsAskedBeforeAnythingIsApplied() throws InterruptedException {
    sink.probesUntilAvailable = 3;
    stream.upsert(keyOf(0));
    steps(1);
    int calls = sink.calls;

    assertThat(status.health().phase()).isEqualTo(Phase.CIRCUIT_OPEN);
    steps(2);
    assertThat(status.health().phase()).isEqualTo(Phase.CIRCUIT_OPEN);
    assertThat(sink.calls).isEqualTo(calls);

    calm();
    assertThat(status.health().phase()).isEqualTo(Phase.FOLLOWING);
    assertThat(sink.states).isEqualTo(stream.states());
  }

  @Test
  void everythingComesAgainWhenDeletionsMayBeUnknown() throws InterruptedException {
    stream.delete(keyOf(0));
    time.sleep(ModelStream.TOMBSTONES.multipliedBy(2));
    stream.compact();
    provider.catchUp();
    stream.upsert(keyOf(0));
    stream.delete(keyOf(0));
    provider.catchUp();
    time.sleep(ModelStream.TOMBSTONES.multipliedBy(2));
    stream.compact();
    stream.upsert(otherKeyOf(0, keyOf(0)));
    provider.catchUp();
    calm();

    assertThat(sink.states).isEqualTo(stream.states()).doesNotContainKey(keyOf(0));
    assertThat(status.health().bootstraps()).isEqualTo(2);
    assertThat(sink.violations).isEmpty();
  }

  private void calm() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      time.sleep(Duration.ofSeconds(1));
      steps(1);
    }
    assertThat(status.health().upToDate()).isTrue();
  }

  private void steps(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      loop.step();
    }
  }

  private String keyOf(int partition) {
    return otherKeyOf(partition, "");
  }

  private String otherKeyOf(int partition, String but) {
    for (int i = 0; i < 20; i++) {
      if (stream.partition("k" + i) == partition && !but.equals("k" + i)) {
        return "k" + i;
      }
    }
    throw new IllegalStateException("no key of partition " + partition);
  }
}
