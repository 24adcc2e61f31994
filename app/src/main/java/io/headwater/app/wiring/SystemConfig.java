package io.headwater.app.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.headwater.app.settings.HeadwaterSettings;
import java.util.HashMap;
import java.util.Map;

/** The actor system's configuration: what the settings say, in the keys that Pekko reads. */
final class SystemConfig {

  private static final String JOURNAL = "headwater.persistence.journal.";

  private SystemConfig() {}

  static Config of(NodePlan plan) {
    HeadwaterSettings settings = plan.settings();
    Map<String, Object> derived = new HashMap<>();
    derived.put(JOURNAL + "partitions", settings.produce().partitions());
    derived.put(JOURNAL + "directory", settings.dataDir().resolve("journal").toString());
    derived.put(
        "pekko.cluster.sharding.passivation.default-strategy.active-entity-limit",
        settings.produce().activeEntities());
    Config config = ConfigFactory.parseMap(derived);
    // A property's name is one key, dots and all.
    return config
        .withValue(
            "headwater.persistence.journal.kafka",
            ConfigValueFactory.fromMap(new HashMap<>(plan.kafka())))
        .withFallback(plan.config())
        .resolve();
  }
}
