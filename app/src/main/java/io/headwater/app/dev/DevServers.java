package io.headwater.app.dev;

import io.headwater.dev.demo.DemoSchema;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.EmbeddedPostgresServer;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.headwater.dev.server.Ports;
import io.headwater.dev.server.PostgresServerSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The embedded PostgreSQL and Kafka of one {@code dev} process, on their usual ports if free. */
final class DevServers implements AutoCloseable {

  private static final int POSTGRES_PORT = 5432;
  private static final int KAFKA_PORT = 9092;

  /** Ctrl-C is to end within seconds; a broker that is cut short recovers its logs. */
  private static final Duration KAFKA_STOP_LIMIT = Duration.ofMillis(1_900);

  private final EmbeddedPostgresServer postgres;
  private final EmbeddedKafkaBroker kafka;
  private final DemoSchema.RowCounts rows;
  private final boolean shifted;

  private DevServers(
      EmbeddedPostgresServer postgres,
      EmbeddedKafkaBroker kafka,
      DemoSchema.RowCounts rows,
      boolean shifted) {
    this.postgres = postgres;
    this.kafka = kafka;
    this.rows = rows;
    this.shifted = shifted;
  }

  /** Starts both servers side by side and fills the demo schema when it is empty. */
  static DevServers start(DevSettings settings) throws SQLException {
    Ports.Choice postgresPort = Ports.preferred(POSTGRES_PORT);
    Ports.Choice kafkaPort = Ports.preferred(KAFKA_PORT);
    Path directory = settings.directory();
    CompletableFuture<EmbeddedKafkaBroker> starting =
        CompletableFuture.supplyAsync(
            () ->
                EmbeddedKafkaBroker.start(
                    KafkaBrokerSettings.keptIn(directory.resolve("kafka"))
                        .withBrokerPort(kafkaPort.port())
                        .withStopWithJvm(false)
                        .withStopLimit(KAFKA_STOP_LIMIT)));
    EmbeddedPostgresServer postgres =
        EmbeddedPostgresServer.start(
            PostgresServerSettings.keptIn(directory.resolve("postgres"))
                .withPort(postgresPort.port())
                .withStopWithJvm(false));
    try {
      postgres.createDatabase(DemoSchema.DATABASE);
      DemoSchema.RowCounts rows;
      try (Connection connection = postgres.connect(DemoSchema.DATABASE)) {
        rows = DemoSchema.create(connection, settings.widgets(), settings.seed());
      }
      return new DevServers(
          postgres, starting.join(), rows, postgresPort.shifted() || kafkaPort.shifted());
    } catch (SQLException | CompletionException e) {
      postgres.close();
      CompletableFuture<Void> stopped = starting.thenAccept(EmbeddedKafkaBroker::close);
      stopped.exceptionally(failure -> null).join();
      throw e;
    }
  }

  EmbeddedPostgresServer postgres() {
    return postgres;
  }

  EmbeddedKafkaBroker kafka() {
    return kafka;
  }

  DemoSchema.RowCounts rows() {
    return rows;
  }

  /** Whether a usual port was busy and another one is used. */
  boolean shifted() {
    return shifted;
  }

  Connection connect() throws SQLException {
    return postgres.connect(DemoSchema.DATABASE);
  }

  /** Stops both side by side. */
  @Override
  public void close() {
    CompletableFuture<Void> stopping = CompletableFuture.runAsync(postgres::close);
    kafka.close();
    stopping.join();
  }
}
