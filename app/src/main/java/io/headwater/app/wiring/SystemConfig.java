package io.headwater.app.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.headwater.app.settings.HeadwaterSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The actor system's configuration: what the settings say, in the keys that Pekko reads. */
final class SystemConfig {

  private static final String JOURNAL = "headwater.persistence.journal.";
  private static final String SEED_NODES = "pekko.cluster.seed-nodes";
  private static final String SEED_NODE_TIMEOUT = "pekko.cluster.seed-node-timeout";
  private static final String HOST = "pekko.remote.artery.canonical.hostname";
  private static final String PORT = "pekko.remote.artery.canonical.port";
  private static final String ADDRESS_PREFIX = "pekko://" + HeadwaterNode.SYSTEM + "@";

  /**
   * How long the first seed node waits for an answer of any other before it begins a cluster, at
   * least. Longer than nodes that do not answer stay in a cluster, so none is left by then that a
   * second one could begin beside.
   */
  private static final Duration MIN_FIRST_NODE_WAIT = Duration.ofSeconds(20);

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
          SEED_NODES, cluster.seedNodes().stream().map(node -> ADDRESS_PREFIX + node).toList());
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
    requireNodeOfItsOwn(cluster, all);
    requireRoomInJournal(plan, all);
    return isFirstSeed(all) ? withFirstNodeWait(all) : all;
  }

  private static boolean isFirstSeed(Config all) {
    List<String> seeds = all.getStringList(SEED_NODES);
    String own = ADDRESS_PREFIX + all.getString(HOST) + ":" + all.getInt(PORT);
    return !seeds.isEmpty() && seeds.getFirst().equals(own);
  }

  /** The others ask again after this time, so for them it is short. */
  private static Config withFirstNodeWait(Config all) {
    return all.getDuration(SEED_NODE_TIMEOUT).compareTo(MIN_FIRST_NODE_WAIT) >= 0
        ? all
        : all.withValue(SEED_NODE_TIMEOUT, ConfigValueFactory.fromAnyRef(MIN_FIRST_NODE_WAIT));
  }

  private static void requireNodeOfItsOwn(HeadwaterSettings.Cluster cluster, Config all) {
    List<String> seeds = all.getStringList(SEED_NODES);
    if (seeds.isEmpty()) {
      return;
    }
    if (cluster.nodeName().isEmpty()) {
      throw new StartException(
          "headwater.cluster.seed-nodes is set and headwater.cluster.node-name is not, so nodes would take each other's place in the journal; mend: give every node a name of its own that it keeps, such as node-1");
    }
    String host = all.getString(HOST);
    if (isLoopback(host) && !seeds.stream().allMatch(SystemConfig::isLoopbackSeed)) {
      throw new StartException(
          "headwater.cluster.host is %s, where nodes of other machines cannot reach this one; mend: set it to this machine's name or address"
              .formatted(host));
    }
  }

  private static boolean isLoopbackSeed(String seed) {
    return isLoopback(seed.substring(seed.indexOf('@') + 1, seed.lastIndexOf(':')));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
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
