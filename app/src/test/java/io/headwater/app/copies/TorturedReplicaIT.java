package io.headwater.app.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.app.system.Configuration;
import io.headwater.app.system.HeadwaterProcess;
import io.headwater.dev.demo.DemoOracle;
import io.headwater.dev.demo.DemoSchema;
import io.headwater.dev.demo.DemoTraffic;
import io.headwater.dev.demo.DemoTrafficSettings;
import io.headwater.dev.demo.RunningTraffic;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.EmbeddedPostgresServer;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.headwater.dev.server.Ports;
import io.headwater.dev.server.PostgresServerSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two replicas, one that follows the topic and one that follows over HTTP, are killed, cut off,
 * slowed down and kept away, the provider is killed, stopped for a while and robbed of its view,
 * and the topic is compacted all the time, while the source is written to. In the end both are what
 * the source is, and no row ever got a version twice or an older one.
 */
class TorturedReplicaIT {

  private static final Logger LOG = LoggerFactory.getLogger(TorturedReplicaIT.class);
  private static final long SEED = Long.getLong("headwater.seed", System.nanoTime() % 1_000_000);
  private static final int STEPS = Integer.getInteger("headwater.torture.steps", 8);
  private static final int WIDGETS = 3_000;
  private static final double TRANSACTIONS_PER_SECOND = 60;
  private static final int PARTITIONS = 4;

  /** Short enough that what is away for some steps finds its deletions gone. */
  private static final Duration DELETIONS_KEPT = Duration.ofSeconds(40);

  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final Duration END_LIMIT = Duration.ofSeconds(180);
  private static final int MAX_STEP_MILLIS = 6_000;
  private static final String COPIES = "copies";
  private static final String STATES = "headwater.state.widget";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  /** What is done to a replica, its network or the provider. */
  private enum Torture {
    KILL_REPLICA,
    KEEP_REPLICA_AWAY,
    CUT_ANSWERS,
    SLOW_NETWORK,
    NO_NETWORK,
    KILL_PROVIDER,
    STOP_PROVIDER_FOR_A_WHILE,
    LOSE_VIEW
  }

  @Test
  void bothCopiesAreTheSourceInTheEndAndNoVersionCameTwiceOrLate() throws Exception {
    LOG.info("seed {}, {} steps", SEED, STEPS);
    Random random = new Random(SEED);
    try (EmbeddedPostgresServer postgres =
            EmbeddedPostgresServer.start(PostgresServerSettings.temporary());
        EmbeddedKafkaBroker kafka = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary())) {
      postgres.createDatabase(DemoSchema.DATABASE);
      postgres.createDatabase(COPIES);
      try (Connection connection = postgres.connect(DemoSchema.DATABASE)) {
        DemoSchema.create(connection, WIDGETS, SEED);
      }
      createStateTopic(kafka);
      int port = Ports.free();
      Configuration configuration =
          Configuration.write(
              folder.resolve("provider"),
              postgres,
              kafka.bootstrapServers(),
              "http.port = " + port);
      try (Provider provider = new Provider(configuration);
          UnreliableNetwork network = UnreliableNetwork.before(port)) {
        provider.awaitServing();
        AuditedCopy byTopic = new AuditedCopy(postgres, COPIES, "widget_by_topic");
        AuditedCopy byHttp = new AuditedCopy(postgres, COPIES, "widget_by_http");
        List<String> topicArguments = arguments(byTopic, network);
        topicArguments.addAll(List.of("--kafka", kafka.bootstrapServers()));
        List<String> httpArguments = arguments(byHttp, network);
        makeTable(topicArguments);
        makeTable(httpArguments);
        byTopic.watch();
        byHttp.watch();
        try (ReplicaProcess one = ReplicaProcess.start(folder.resolve("one"), topicArguments);
            ReplicaProcess two = ReplicaProcess.start(folder.resolve("two"), httpArguments)) {
          try (RunningTraffic traffic = DemoTraffic.start(traffic(postgres))) {
            for (int step = 1; step <= STEPS; step++) {
              ReplicaProcess victim = random.nextBoolean() ? one : two;
              torture(step, random, victim, network, provider);
            }
            traffic.stop();
          }
          network.heal();
          assertEqual(postgres, byTopic, one);
          assertEqual(postgres, byHttp, two);
        }
        assertThat(byTopic.violations()).as("seed %d", SEED).isEmpty();
        assertThat(byHttp.violations()).as("seed %d", SEED).isEmpty();
        assertThat(byHttp.versions()).as("seed %d", SEED).isGreaterThan(WIDGETS);
      }
    }
  }

  private static void torture(
      int step, Random random, ReplicaProcess victim, UnreliableNetwork network, Provider provider)
      throws Exception {
    Torture torture = Torture.values()[random.nextInt(Torture.values().length)];
    Duration lasting = Duration.ofMillis(500 + random.nextInt(MAX_STEP_MILLIS));
    LOG.info("step {}: {} for {}", step, torture, lasting);
    switch (torture) {
      case KILL_REPLICA -> victim.restart();
      case KEEP_REPLICA_AWAY -> {
        victim.kill();
        pass(DELETIONS_KEPT.plus(lasting));
        victim.restart();
      }
      case CUT_ANSWERS -> {
        network.cutAfter(random.nextInt(200_000));
        victim.restart();
      }
      case SLOW_NETWORK -> network.slow(Duration.ofMillis(1 + random.nextInt(100)));
      case NO_NETWORK -> network.down();
      case KILL_PROVIDER -> provider.restart(false);
      case STOP_PROVIDER_FOR_A_WHILE -> {
        Signals.pause(provider.process().pid());
        pass(lasting);
        Signals.resume(provider.process().pid());
      }
      case LOSE_VIEW -> provider.restart(true);
    }
    pass(lasting);
    if (random.nextInt(3) > 0) {
      network.heal();
    }
  }

  /** The time that a fault lasts is the fault itself, not a wait for something. */
  private static void pass(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }

  private static DemoTrafficSettings traffic(EmbeddedPostgresServer postgres) {
    return DemoTrafficSettings.atRate(
            () -> postgres.connect(DemoSchema.DATABASE), TRANSACTIONS_PER_SECOND)
        .withWidgets(WIDGETS)
        .withSeed(SEED);
  }

  private static void createStateTopic(EmbeddedKafkaBroker kafka) throws Exception {
    Map<String, String> settings =
        Map.of(
            "cleanup.policy", "compact",
            "max.message.bytes", Integer.toString(16 << 20),
            "delete.retention.ms", Long.toString(DELETIONS_KEPT.toMillis()),
            "segment.ms", "2000",
            "min.cleanable.dirty.ratio", "0.001");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(STATES, PARTITIONS, (short) 1).configs(settings)))
          .all()
          .get();
    }
  }

  private static List<String> arguments(AuditedCopy copy, UnreliableNetwork network) {
    return new ArrayList<>(
        List.of(
            "--type",
            "widget",
            "--from",
            "http://127.0.0.1:" + network.port(),
            "--to",
            copy.postgres().jdbcUrl(COPIES)
                + "?user="
                + copy.postgres().user()
                + "&password="
                + copy.postgres().password(),
            "--table",
            copy.table(),
            "--consumer",
            copy.table()));
  }

  private void makeTable(List<String> arguments) throws Exception {
    List<String> once = new ArrayList<>(List.of("replica"));
    once.addAll(arguments);
    once.add("--once");
    try (HeadwaterProcess process =
        HeadwaterProcess.start(
            folder.resolve("once"), List.of("-Xmx192m"), once.toArray(String[]::new))) {
      assertThat(process.awaitExit(START_LIMIT)).as(process::lastWords).isZero();
    }
  }

  private static void assertEqual(
      EmbeddedPostgresServer postgres, AuditedCopy copy, ReplicaProcess replica) throws Exception {
    SortedMap<String, JsonNode> source = new TreeMap<>();
    try (Connection connection = postgres.connect(DemoSchema.DATABASE)) {
      DemoOracle.forEachWidget(connection, (id, json) -> source.put(id, parsed(json)));
    }
    await(copy.table() + " is the source, seed " + SEED)
        .atMost(END_LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () ->
                assertThat(difference(source, copy.documents()))
                    .as(() -> replica.process().lastWords())
                    .isEmpty());
  }

  private static Optional<String> difference(
      SortedMap<String, JsonNode> source, SortedMap<String, String> copy) {
    List<String> missing = new ArrayList<>(source.keySet());
    missing.removeAll(copy.keySet());
    List<String> tooMany = new ArrayList<>(copy.keySet());
    tooMany.removeAll(source.keySet());
    List<String> other =
        copy.entrySet().stream()
            .filter(row -> source.containsKey(row.getKey()))
            .filter(row -> !parsed(row.getValue()).equals(source.get(row.getKey())))
            .map(Map.Entry::getKey)
            .toList();
    return missing.isEmpty() && tooMany.isEmpty() && other.isEmpty()
        ? Optional.empty()
        : Optional.of("missing %s, too many %s, different %s".formatted(missing, tooMany, other));
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
