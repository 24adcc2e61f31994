package io.headwater.bench.process;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.headwater.core.produce.ShardListener;
import io.headwater.persistence.journal.KafkaJournalExtension;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** How a measured node with the journal over Kafka is configured. */
final class KafkaNode {

  private static final String JOURNAL = "headwater.persistence.journal.";

  private KafkaNode() {}

  /** Starts a node whose journal is open, but for its partitions. */
  static MeasuredNode start(Load load, String brokers, Path folder, MeterRegistry registry) {
    Map<String, Object> derived = new HashMap<>();
    derived.put(JOURNAL + "partitions", load.partitions());
    derived.put(JOURNAL + "directory", folder.resolve("journal").toString());
    derived.put(JOURNAL + "kafka.\"bootstrap.servers\"", brokers);
    Config configuration = ConfigFactory.parseMap(derived).withFallback(passivation(load));
    return new MeasuredNode(configuration, load.partitions(), registry, KafkaNode::journal);
  }

  /** The most actors that a node holds. */
  static Config passivation(Load load) {
    return ConfigFactory.parseMap(
        Map.of(
            "pekko.cluster.sharding.passivation.default-strategy.active-entity-limit",
            load.activeEntities()));
  }

  private static ShardListener journal(ActorSystem<?> system) {
    return KafkaJournalExtension.runtime(Adapter.toClassic(system));
  }
}
