package io.headwater.app.system;

import io.headwater.dev.demo.DemoSchema;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.EmbeddedPostgresServer;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.headwater.dev.server.PostgresServerSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A temporary PostgreSQL with the demo's tables and a temporary Kafka, on free ports. */
final class DemoServers implements AutoCloseable {

  private static final long SEED = 1;

  private final EmbeddedPostgresServer postgres;
  private final EmbeddedKafkaBroker kafka;

  private DemoServers(EmbeddedPostgresServer postgres, EmbeddedKafkaBroker kafka) {
    this.postgres = postgres;
    this.kafka = kafka;
  }

  /** Starts both with that many widgets. */
  static DemoServers start(int widgets) throws SQLException {
    CompletableFuture<EmbeddedKafkaBroker> kafka =
        CompletableFuture.supplyAsync(
            () -> EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary()));
    EmbeddedPostgresServer postgres =
        EmbeddedPostgresServer.start(PostgresServerSettings.temporary());
    DemoServers servers = new DemoServers(postgres, kafka.join());
    postgres.createDatabase(DemoSchema.DATABASE);
    try (Connection connection = servers.connect()) {
      DemoSchema.create(connection, widgets, SEED);
    }
    return servers;
  }

  EmbeddedPostgresServer postgres() {
    return postgres;
  }

  /** A connection to the demo's database; the caller closes it. */
  Connection connect() throws SQLException {
    return postgres.connect(DemoSchema.DATABASE);
  }

  /** Runs the statements in one transaction. */
  void transaction(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** What a Kafka client needs. */
  Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } finally {
      kafka.close();
    }
  }
}
