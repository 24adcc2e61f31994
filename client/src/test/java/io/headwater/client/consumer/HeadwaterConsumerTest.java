package io.headwater.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.client.consumer.ConsumerHealth.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
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
