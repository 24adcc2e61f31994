package io.headwater.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Lets a stream, two providers, a sink and the process itself go wrong at random; at the end the
 * sink is the stream. {@code -Dheadwater.seed} runs one seed alone.
 */
@Timeout(300)
class ConsumerModelTest {

  private static final int SEEDS = 60;
  private static final int ACTIONS = 3_000;
  private static final int CALM_STEPS = 3_000;

  @Test
  void theSinkBecomesTheStreamWhateverGoesWrong() throws InterruptedException {
    Long one = Long.getLong("headwater.seed");
    long first = System.nanoTime();
    long[] seeds =
        one == null ? LongStream.range(first, first + SEEDS).toArray() : new long[] {one};
    for (long seed : seeds) {
      new Round(seed).run();
    }
  }

  /** One seed's world. */
  private static final class Round {

    private final long seed;
    private final Random random;
    private final ManualTime time = new ManualTime();
    private final ModelStream stream;
    private final List<ModelProvider> providers;
    private final ModelSink sink;
    private final boolean overHttp;
    private final ConsumerSettings settings;
    private final List<String> keys;
    private ConsumerLoop loop;
    private ConsumerStatus status = new ConsumerStatus("widget");

    Round(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.stream = new ModelStream(1 + random.nextInt(3), time);
      this.overHttp = random.nextBoolean();
      ModelProvider.Following following =
          overHttp ? ModelProvider.Following.VIEW : ModelProvider.Following.TOPIC;
      this.providers =
          List.of(
              new ModelProvider(stream, random, following),
              new ModelProvider(stream, random, following));
      this.sink = new ModelSink(random);
      this.keys =
          IntStream.range(0, 1 + random.nextInt(60))
              .mapToObj(i -> "k" + i + (i % 5 == 0 ? "ü" : ""))
              .toList();
      this.settings =
          ConsumerSettings.defaults()
              .withRandom(random)
              .withClock(time)
              .withParallelDownloads(1 + random.nextInt(3))
              .withCheckpointStates(1 + random.nextInt(6))
              .withBlockBytes(random.nextBoolean() ? 1_000_000 : 200)
              .withBatchChanges(1 + random.nextInt(5));
      this.loop = process();
    }

    void run() throws InterruptedException {
      int trouble = random.nextInt(12);
      trouble(trouble);
      for (int i = 0; i < ACTIONS; i++) {
        act();
      }
      trouble(0);
      sink.poison.clear();
      sink.probesUntilAvailable = 0;
      boolean done = false;
      for (int i = 0; i < CALM_STEPS && !done; i++) {
        providers.forEach(ModelProvider::catchUp);
        time.sleep(Duration.ofMillis(200));
        step();
        done = status.health().upToDate() && sink.states.equals(stream.states());
      }

      String name = "-Dheadwater.seed=" + seed + " " + status.health();
      assertThat(sink.violations).as(name).isEmpty();
      assertThat(sink.states).as(name).isEqualTo(stream.states());
      assertThat(status.health().upToDate()).as(name).isTrue();
      assertThat(sink.largestBatch).as(name).isLessThanOrEqualTo(settings.batchChanges());
    }

    private void act() throws InterruptedException {
      switch (random.nextInt(12)) {
        case 0, 1 -> stream.upsert(anyKey());
        case 2 -> delete(anyKey());
        case 3 -> providers.get(random.nextInt(2)).advance();
        case 4 -> rarely();
        default -> step();
      }
    }

    private void rarely() {
      switch (random.nextInt(60)) {
        case 0 -> stream.remake();
        case 1, 16, 17 -> longPause();
        case 2 -> loop = process();
        case 3 -> {
          // Nobody knows any more how new the sink is: a provider that lags could take it back.
          providers.forEach(ModelProvider::catchUp);
          sink.forgetPosition("garbage");
          loop = process();
        }
        case 4, 5, 6 -> sink.poison.add(anyKey());
        case 7, 8, 9, 10 -> sink.poison.clear();
        case 11, 12, 13, 14, 15 -> stream.compact();
        default -> time.sleep(Duration.ofSeconds(random.nextInt(20)));
      }
    }

    // Deletions that nobody read in time disappear.
    private void longPause() {
      delete(anyKey());
      time.sleep(Duration.ofMinutes(random.nextInt(20)));
      stream.compact();
      stream.upsert(anyKey());
    }

    private void delete(String key) {
      if (stream.states().containsKey(key)) {
        stream.delete(key);
      }
    }

    private String anyKey() {
      return keys.get(random.nextInt(keys.size()));
    }

    private void trouble(int much) {
      providers.forEach(provider -> provider.trouble = much == 0 ? 0 : random.nextInt(25));
      sink.trouble = much;
    }

    private void step() throws InterruptedException {
      time.sleep(Duration.ofMillis(1));
      try {
        loop.step();
      } catch (ModelSink.Killed e) {
        loop = process();
      }
    }

    private ConsumerLoop process() {
      status = new ConsumerStatus("widget");
      Providers asked = new Providers(List.copyOf(providers));
      ConsumerParts parts =
          new ConsumerParts(
              "widget",
              settings,
              new SinkCalls(sink),
              asked,
              Optional.of(new BootstrapLease("widget", settings, asked, time))
                  .filter(any -> overHttp),
              new CircuitBreaker(settings.circuitFailures()),
              time,
              status);
      StateSource.Opener opener =
          overHttp
              ? HttpSource.opener(parts)
              : (position, paused) -> new ModelTopic(stream, time, position, paused);
      return new ConsumerLoop(
          parts,
          new DownloadPhase(parts, () -> new QueuedDownloads(time, random, settings.blockBytes())),
          new FollowPhase(parts, opener));
    }
  }
}
