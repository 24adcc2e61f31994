package io.headwater.persistence.journal;

import com.typesafe.config.Config;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A broker with the journal's topics, and the plugin's configuration with all events kept. */
abstract class JournalTckScenario {

  private static EmbeddedKafkaBroker broker;

  @TempDir Path directory;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
    new JournalTopics(broker.bootstrapServers()).recreate();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  Config config() {
    return JournalSystem.config(
        Map.of("bootstrap.servers", broker.bootstrapServers()),
        directory,
        Map.of("history", "all"));
  }

  /** Opens the partitions as their shards do: the specifications write before they read. */
  static void openPartitions(ActorSystem system) {
    JournalRuntime runtime = KafkaJournalExtension.runtime(system);
    IntStream.range(0, JournalSamples.PARTITIONS)
        .mapToObj(runtime::open)
        .toList()
        .forEach(CompletableFuture::join);
  }
}
