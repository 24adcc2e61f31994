package io.headwater.actors.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ChangeLogProducerTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ActorTestKit system = ActorTestKit.create();
  private final ChangeLogInMemory log = new ChangeLogInMemory();
  private final ProduceLag lag = new ProduceLag(topic -> 0);
  private final AtomicInteger starts = new AtomicInteger();

  @AfterEach
  void stopSystem() {
    system.shutdownTestKit();
  }

  @Test
  void aStreamThatFailsLeavesNoReaderOpenAndTellsNoLag() {
    log.addSnapshot(1);
    ProduceParts parts =
        ChangeLogInMemory.parts(
            partition -> {
              throw new IllegalStateException("the directory is held by another process");
            });
    system.spawn(
        ChangeLogProducer.create(
            "shop", parts, this::onlyReader, ChangeLogInMemory.surroundings(parts), lag));

    await("the next start").atMost(LIMIT).until(() -> starts.get() > 1);

    assertThat(lag.applied("shop")).isEmpty();
    await("the reader's end").atMost(LIMIT).until(() -> log.consumer().closed());
  }

  private ChangeLogReader onlyReader() {
    if (starts.getAndIncrement() > 0) {
      throw new IllegalStateException("Kafka does not answer");
    }
    return log.reader();
  }
}
