package io.headwater.app.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.headwater.dev.demo.DemoOracle;
import io.headwater.dev.demo.DemoSchema;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.EmbeddedPostgresServer;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.headwater.dev.server.KafkaBrokerSettings.ProxiedPort;
import io.headwater.dev.server.Ports;
import io.headwater.dev.server.PostgresServerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** PostgreSQL with the demo's tables, a Kafka that can be restarted, and a proxy before it. */
final class ClusterServers implements AutoCloseable {

  /** Widgets that the demo's traffic changes in every way; ids from 1. */
  static final int WIDGETS = 400;

  /** Widgets after them whose changes are counted. */
  static final int COUNTERS = 400;

  static final String STATES = Topics.state(new ResourceType("widget"));

  static final String CHANGES = Topics.changes("shop");

  private static final long SEED = 1;

  private final EmbeddedPostgresServer postgres;
  private final KafkaBrokerSettings settings;
  private final KafkaProxy proxy;
  private EmbeddedKafkaBroker kafka;

  private ClusterServers(
      EmbeddedPostgresServer postgres, KafkaBrokerSettings settings, KafkaProxy proxy) {
    this.postgres = postgres;
    this.settings = settings.withBrokerPort(Ports.free());
    this.proxy = proxy;
    this.kafka = EmbeddedKafkaBroker.start(this.settings);
  }

  /** Starts all of them; Kafka keeps its topics in the folder until the folder is deleted. */
  static ClusterServers start(Path folder) throws SQLException, IOException {
    int behindProxy = Ports.free();
    KafkaProxy proxy = KafkaProxy.start(behindProxy);
    EmbeddedPostgresServer postgres =
        EmbeddedPostgresServer.start(PostgresServerSettings.temporary());
    ClusterServers servers =
        new ClusterServers(
            postgres,
            KafkaBrokerSettings.keptIn(folder)
                .withProxied(new ProxiedPort(behindProxy, proxy.port())),
            proxy);
    postgres.createDatabase(DemoSchema.DATABASE);
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement()) {
      DemoSchema.create(connection, WIDGETS + COUNTERS, SEED);
      statement.execute("update widgets set quantity = 0 where id > " + WIDGETS);
      statement.execute("update widget_dimensions set x = 0 where widget_id > " + WIDGETS);
      // Or the slot of a paused reader stays taken for a minute.
      statement.execute("alter system set wal_sender_timeout = '4s'");
      statement.execute("select pg_reload_conf()");
    }
    return servers;
  }

  /** A connection to the demo's database; the caller closes it. */
  Connection connect() throws SQLException {
    return postgres.connect(DemoSchema.DATABASE);
  }

  EmbeddedPostgresServer postgres() {
    return postgres;
  }

  KafkaProxy proxy() {
    return proxy;
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** What a Kafka client needs. */
  Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  /** Stops the broker and starts it on its topics, at the same address. */
  void restartBroker() {
    kafka.close();
    kafka = EmbeddedKafkaBroker.start(settings);
  }

  /** The resources as the source has them. */
  Map<String, JsonNode> documents() throws SQLException {
    Map<String, JsonNode> documents = new HashMap<>();
    try (Connection connection = connect()) {
      DemoOracle.forEachWidget(connection, (id, json) -> documents.put(id, StateEntry.parse(json)));
    }
    return documents;
  }

  @Override
  public void close() throws IOException {
    try {
      postgres.close();
    } finally {
      kafka.close();
      proxy.close();
    }
  }
}
