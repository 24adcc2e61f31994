package io.headwater.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headwater.client.consumer.ConsumerHealth.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whole consumers against a provider behind HTTP. */
@Timeout(60)
class HeadwaterConsumerTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ManualTime time = new ManualTime();
  private final ModelStream stream = new ModelStream(2, time);
  private final Random random = new Random(7);
  private final ModelProvider provider =
      new ModelProvider(stream, random, ModelProvider.Following.VIEW);
  private final ModelSink sink = new ModelSink(random);
  private final ConsumerSettings settings =
      ConsumerSettings.defaults()
          .withCheckpointStates(10)
          .withBatchChanges(7)
          .withPollWait(Duration.ofMillis(50))
          .withBackoff(new Backoff(Duration.ofMillis(5), Duration.ofMillis(20), 0.5));

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "gzip", "identity"})
  void bootstrapsThenFollows(String coding) throws Exception {
    write(100);
    try (ModelServer server = new ModelServer(stream, provider, coding);
        HeadwaterConsumer consumer = start(server)) {
      assertThat(consumer.awaitUpToDate(LIMIT)).isTrue();
      assertThat(sink.states).isEqualTo(stream.states()).hasSize(100);

      synchronized (stream) {
        stream.upsert("k5");
        stream.delete("k6");
        provider.catchUp();
      }

      assertThat(consumer.awaitUpToDate(LIMIT)).isTrue();
      assertThat(sink.states).isEqualTo(stream.states()).hasSize(99);
      assertThat(sink.violations).isEmpty();
      assertThat(consumer.health())
          .satisfies(
              health -> {
                assertThat(health.phase()).isEqualTo(Phase.FOLLOWING);
                assertThat(health.applied()).isEqualTo(102);
                assertThat(health.bootstraps()).isOne();
                assertThat(health.position()).startsWith("e0.0-");
              });
    }
  }

  @Test
  void goesOnBehindTheLastCheckpointOfABrokenDownload() throws Exception {
    write(200);
    try (ModelServer server = new ModelServer(stream, provider, "zstd")) {
      server.breaks.set(5);
      try (HeadwaterConsumer consumer = start(server)) {
        assertThat(consumer.awaitUpToDate(LIMIT)).isTrue();
        assertThat(sink.states).isEqualTo(stream.states());
        // Nothing came twice: what had been verified was not downloaded again.
        assertThat(consumer.health().applied()).isEqualTo(200);
        assertThat(consumer.health().bootstraps()).isOne();
      }
    }
  }

  @Test
  void asksTheNextProviderWhenOneIsAway() throws Exception {
    write(20);
    ModelServer gone = new ModelServer(stream, provider, "zstd");
    gone.close();
    try (ModelServer server = new ModelServer(stream, provider, "zstd");
        HeadwaterConsumer consumer =
            HeadwaterConsumer.of("widget")
                .bootstrapFrom(gone.address(), server.address())
                .followHttp()
                .into(sink)
                .settings(settings)
                .start()) {
      assertThat(consumer.awaitUpToDate(LIMIT)).isTrue();
      assertThat(sink.states).isEqualTo(stream.states());
    }
  }

  @Test
  void anotherConsumerGoesOnWhereTheLastOneEnded(@TempDir Path folder) throws Exception {
    write(30);
    Map<String, Long> copy = new ConcurrentHashMap<>();
    ResourceHandler handler =
        new ResourceHandler() {
          @Override
          public void upsert(StateChange.Upsert upsert) {
            copy.put(upsert.key(), upsert.version());
          }

          @Override
          public void delete(StateChange.Delete delete) {
            copy.remove(delete.key());
          }
        };
    FilePositionStore store = new FilePositionStore(folder.resolve("position"));
    try (ModelServer server = new ModelServer(stream, provider, "gzip")) {
      try (HeadwaterConsumer consumer = startWith(server, handler, store)) {
        assertThat(consumer.awaitUpToDate(LIMIT)).isTrue();
      }
      synchronized (stream) {
        stream.delete("k1");
        provider.catchUp();
      }
      HeadwaterConsumer consumer = startWith(server, handler, store);
      try (consumer) {
        assertThat(consumer.awaitUpToDate(LIMIT)).isTrue();
        assertThat(copy).isEqualTo(stream.states()).hasSize(29);
        assertThat(consumer.health().bootstraps()).isZero();
        assertThat(consumer.health().applied()).isOne();
      }
      consumer.close();
      assertThat(consumer.health().phase()).isEqualTo(Phase.STOPPED);
      assertThat(consumer.awaitUpToDate(LIMIT)).isFalse();
    }
  }

  @Test
  void aChangeThatWasHandledInAListThatFailedIsNotHandledAgain() throws Exception {
    write(30);
    AtomicReference<String> refused = new AtomicReference<>("");
    Map<String, Long> copy = new ConcurrentHashMap<>();
    List<String> repeated = new CopyOnWriteArrayList<>();
    ResourceHandler handler =
        new ResourceHandler() {
          @Override
          public void upsert(StateChange.Upsert upsert) {
            if (refused.get().equals(upsert.key())) {
              throw new IllegalStateException("refused");
            }
            Long before = copy.put(upsert.key(), upsert.version());
            if (before != null && before >= upsert.version()) {
              repeated.add(upsert.key() + " " + before + " " + upsert.version());
            }
          }

          @Override
          public void delete(StateChange.Delete delete) {
            copy.remove(delete.key());
          }
        };
    try (ModelServer server = new ModelServer(stream, provider, "zstd");
        HeadwaterConsumer consumer = startWith(server, handler, new InMemoryPositionStore())) {
      assertThat(consumer.awaitUpToDate(LIMIT)).isTrue();
      synchronized (stream) {
        String bad = stream.states(0, stream.end(0)).lastKey();
        refused.set(bad);
        for (String key : List.of("k1", "k2", "k3", bad)) {
          stream.upsert(key);
        }
        provider.catchUp();
      }
      await().atMost(LIMIT).until(() -> !consumer.health().pausedPartitions().isEmpty());
      assertThat(consumer.health().upToDate()).isFalse();
      refused.set("");

      assertThat(consumer.awaitUpToDate(LIMIT)).isTrue();
      assertThat(copy).isEqualTo(stream.states());
      assertThat(repeated).isEmpty();
    }
  }

  @Test
  void anErrorOfTheSinkEndsItAndIsTold() throws Exception {
    write(3);
    ResourceHandler handler =
        new ResourceHandler() {
          @Override
          public void upsert(StateChange.Upsert upsert) {
            throw new NoClassDefFoundError("io/example/Missing");
          }

          @Override
          public void delete(StateChange.Delete delete) {}
        };
    try (ModelServer server = new ModelServer(stream, provider, "zstd");
        HeadwaterConsumer consumer = startWith(server, handler, new InMemoryPositionStore())) {
      assertThat(consumer.awaitUpToDate(LIMIT)).isFalse();
      assertThat(consumer.health().phase()).isEqualTo(Phase.FAILED);
      assertThat(consumer.health().problem().orElse("")).contains("io/example/Missing");
    }
  }

  @Test
  void refusesKafkaSettingsThatAreNone() {
    HeadwaterConsumerBuilder builder = HeadwaterConsumer.of("widget");
    assertThatThrownBy(() -> builder.followKafka(Map.of("bootstrap.servers", "foo")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host:port");
    assertThatThrownBy(
            () -> builder.followKafka(Map.of("bootstrap.servers", "a:1", "fetch.max.bytes", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fetch.max.bytes");
  }

  @Test
  void refusesToStartWithoutAPart() {
    assertThatThrownBy(() -> HeadwaterConsumer.of("widget").followHttp().into(sink).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bootstrapFrom");
  }

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      stream.upsert("k" + i);
    }
    provider.catchUp();
  }

  private HeadwaterConsumer start(ModelServer server) {
    return HeadwaterConsumer.of("widget")
        .bootstrapFrom(server.address())
        .followHttp()
        .into(sink)
        .settings(settings)
        .start();
  }

  private HeadwaterConsumer startWith(
      ModelServer server, ResourceHandler handler, PositionStore store) throws IOException {
    return HeadwaterConsumer.of("widget")
        .bootstrapFrom(server.address())
        .followHttp()
        .handle(handler, store)
        .settings(settings)
        .start();
  }
}
