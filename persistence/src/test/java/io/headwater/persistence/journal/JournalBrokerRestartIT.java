package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.resource.Topics;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalBrokerRestartIT {

  private static final int ACTORS = 400;
  private static final int EVENTS = 50;

  @TempDir Path brokerDirectory;
  @TempDir Path directory;

  @Test
  void endsEveryWriteExactlyOnceWhenTheBrokerRestartsUnderLoad() throws Exception {
    KafkaBrokerSettings settings = KafkaBrokerSettings.keptIn(brokerDirectory);
    EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(settings);
    JournalTopics topics = new JournalTopics(broker.bootstrapServers());
    topics.recreate();
    try (JournalSystem system = JournalSystem.start(topics.kafka(), directory)) {
      List<CompletableFuture<Keeper.State>> done = new ArrayList<>();
      for (int i = 0; i < ACTORS; i++) {
        done.add(system.ask(system.keeper(WIDGET, "w" + i), new Keeper.PersistRun(1, EVENTS)));
      }
      Awaitility.await()
          .atMost(JournalSystem.LIMIT)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> system.meter("headwater.state.records") > ACTORS * EVENTS / 10.0);
      broker.close();
      assertThat(done).anyMatch(answer -> !answer.isDone());
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
