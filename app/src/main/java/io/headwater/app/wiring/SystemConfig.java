package io.headwater.app.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.headwater.app.settings.HeadwaterSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The actor system's configuration: what the settings say, in the keys that Pekko reads. */
final class SystemConfig {

  private static final String JOURNAL = "headwater.persistence.journal.";
  private static final String SEED_NODE_TIMEOUT = "pekko.cluster.seed-node-timeout";
  private static final String STABLE_AFTER = "pekko.cluster.split-brain-resolver.stable-after";
  private static final String ADDRESS_PREFIX = "pekko://" + HeadwaterNode.SYSTEM + "@";

  /**
   * How much longer than others take to decide about nodes that are lost the first seed node waits
   * for an answer before it begins a cluster: for them to notice and to tell each other. Nodes that
   * are silent for all this time are in no cluster any more that a second one could begin beside.
   */
  private static final Duration FIRST_NODE_MARGIN = Duration.ofSeconds(13);

  private SystemConfig() {}

  static Config of(NodePlan plan) {
    HeadwaterSettings settings = plan.settings();
    Map<String, Object> derived = new HashMap<>();
    derived.put(JOURNAL + "partitions", settings.produce().partitions());
    derived.put(JOURNAL + "directory", settings.dataDir().resolve("journal").toString());
    derived.put(
        "pekko.cluster.sharding.passivation.default-strategy.active-entity-limit",
        settings.produce().activeEntities());
    HeadwaterSettings.Cluster cluster = settings.cluster();
    cluster.nodeName().ifPresent(name -> derived.put(JOURNAL + "writer-id", name));
    if (!cluster.seedNodes().isEmpty()) {
      derived.put(
          SeedNodes.KEY, cluster.seedNodes().stream().map(node -> ADDRESS_PREFIX + node).toList());
    }
    Config config = ConfigFactory.parseMap(derived);
    // A property's name is one key, dots and all.
    Config all =
        config
            .withValue(
                "headwater.persistence.journal.kafka",
                ConfigValueFactory.fromMap(new HashMap<>(plan.kafka())))
            .withFallback(plan.config())
            .resolve();
    SeedNodes nodes = SeedNodes.of(all);
    requireNodeOfItsOwn(cluster, nodes);
    requireRoomInJournal(plan, all);
    return nodes.isFirst() ? withFirstNodeWait(all) : all;
  }

  /** The others ask again after this time, so for them it is short. */
  private static Config withFirstNodeWait(Config all) {
    Duration wait = all.getDuration(STABLE_AFTER).plus(FIRST_NODE_MARGIN);
    return all.getDuration(SEED_NODE_TIMEOUT).compareTo(wait) >= 0
        ? all
        : all.withValue(SEED_NODE_TIMEOUT, ConfigValueFactory.fromAnyRef(wait));
  }

  private static void requireNodeOfItsOwn(HeadwaterSettings.Cluster cluster, SeedNodes nodes) {
    if (!nodes.seeds().isEmpty() && cluster.nodeName().isEmpty()) {
      throw new StartException(
          "headwater.cluster.seed-nodes is set and headwater.cluster.node-name is not, so nodes would take each other's place in the journal; mend: give every node a name of its own that it keeps, such as node-1");
    }
    if (nodes.isCutOff()) {
      throw new StartException(
          "headwater.cluster.host is %s, where nodes of other machines cannot reach this one; mend: set it to this machine's name or address"
              .formatted(nodes.own().getHost().orElse("")));
    }
  }

  /** A change that waits for the journal in vain fails its resource, so all must find room. */
  private static void requireRoomInJournal(NodePlan plan, Config all) {
    long open = (long) plan.settings().produce().maxOpenChanges() * plan.sources().size();
    String queue =
        plan.persistingPublishes()
            ? JOURNAL + "max-queued"
            : all.getString(NodePlan.JOURNAL_PLUGIN) + ".bufferSize";
    if (!all.hasPath(queue)) {
      return;
    }
    long room = all.getLong(queue);
    if (open >= room) {
      throw new StartException(
          "headwater.produce.max-open-changes of %d sources together is %,d, and must be below %s of %,d; mend: lower the former, or raise the latter"
              .formatted(plan.sources().size(), open, queue, room));
    }
  }
}
