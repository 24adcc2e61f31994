package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.headwater.core.resource.Topics;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalBrokerRestartIT {

  private static final int ACTORS = 400;
  private static final int EVENTS = 50;

  /**
   * Holds a commit between its records. Each actor has one event in a commit, so that all have some
   * before them then.
   */
  private static final class MidwayStop implements CommitObserver {

    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger commits = new AtomicInteger();

    @Override
    public void at(CommitStep step) {
      if (step == CommitStep.BETWEEN_SENDS && commits.incrementAndGet() == EVENTS / 5) {
        reached.complete(null);
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @TempDir Path brokerDirectory;
  @TempDir Path directory;

  @Test
  void endsEveryWriteExactlyOnceWhenTheBrokerRestartsUnderLoad() throws Exception {
    KafkaBrokerSettings settings = KafkaBrokerSettings.keptIn(brokerDirectory);
    EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(settings);
    JournalTopics topics = new JournalTopics(broker.bootstrapServers());
    topics.recreate();
    MidwayStop midway = new MidwayStop();
    Config config =
        JournalSystem.config(topics.kafka(), directory, Map.of("transaction-timeout", "1m"));
    try (JournalSystem system = JournalSystem.start(config, midway)) {
      List<CompletableFuture<Keeper.State>> done = new ArrayList<>();
      for (int i = 0; i < ACTORS; i++) {
        done.add(system.ask(system.keeper(WIDGET, "w" + i), new Keeper.PersistRun(1, EVENTS)));
      }
      midway.reached.get(JournalSystem.LIMIT.toSeconds(), TimeUnit.SECONDS);
      broker.close();
      assertThat(done).noneMatch(CompletableFuture::isDone);
      midway.goOn.countDown();
      broker = EmbeddedKafkaBroker.start(settings.withBrokerPort(broker.port()));

      KafkaJournalIT.all(done);

      assertThat(system.runtime().failure()).isEmpty();
      KafkaJournalIT.assertExactlyOnce(topics.committed(JournalTopics.WIDGETS), ACTORS, EVENTS);
      assertThat(topics.committed(Topics.JOURNAL)).hasSize(ACTORS * EVENTS);
    } finally {
      broker.close();
    }
  }
}
