package io.headwater.app.oracle;

import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.EmbeddedPostgresServer;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.headwater.dev.server.PostgresServerSettings;
import java.nio.file.Path;
import java.util.Map;

/**
 * The servers that all tries share, each with names of its own.
 *
 * <p>The journal is one topic, so it grows with each try; after some tries they start anew.
 */
final class OracleServers implements AutoCloseable {

  private static final int MAX_TRIES = 30;

  private final Path folder;
  private EmbeddedPostgresServer postgres;
  private EmbeddedKafkaBroker kafka;
  private int tries;

  private OracleServers(Path folder) {
    this.folder = folder;
    this.postgres = EmbeddedPostgresServer.start(PostgresServerSettings.temporary());
    this.kafka = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
  }

  /**
   * Starts them.
   *
   * @param folder where the tries keep their files
   */
  static OracleServers start(Path folder) {
    return new OracleServers(folder);
  }

  /** The number of the next try. */
  int nextTry() {
    tries++;
    if (tries % MAX_TRIES == 0) {
      close();
      postgres = EmbeddedPostgresServer.start(PostgresServerSettings.temporary());
      kafka = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
    }
    return tries;
  }

  EmbeddedPostgresServer postgres() {
    return postgres;
  }

  Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  String brokers() {
    return kafka.bootstrapServers();
  }

  Path folder() {
    return folder;
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
