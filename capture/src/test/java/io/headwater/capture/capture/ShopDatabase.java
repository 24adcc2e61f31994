package io.headwater.capture.capture;

import io.headwater.capture.normalize.Masking;
import io.headwater.core.resource.TableName;
import io.headwater.dev.server.EmbeddedPostgresServer;
import io.headwater.dev.server.PostgresServerSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A server with one database for the tests of one class. */
final class ShopDatabase implements AutoCloseable {

  static final String NAME = "shop";

  private final EmbeddedPostgresServer server;

  ShopDatabase(int slots) throws SQLException {
    server =
        EmbeddedPostgresServer.start(
            PostgresServerSettings.temporary().withReplicationLimits(slots, slots));
    server.createDatabase(NAME);
  }

  EmbeddedPostgresServer server() {
    return server;
  }

  Connection connect() throws SQLException {
    return server.connect(NAME);
  }

  void run(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** What a user would paste. */
  Map<String, String> pasted() {
    return new TreeMap<>(
        Map.of(
            "database.hostname", server.host(),
            "database.port", "" + server.port(),
            "database.user", server.user(),
            "database.password", server.password(),
            "database.dbname", NAME));
  }

  EngineSettings settings(
      String source, Map<String, String> more, TransactionLimits limits, TableName... tables) {
    Map<String, String> properties = pasted();
    properties.putAll(more);
    OverlayResult overlay =
        ConnectorOverlay.of(DatabaseVendor.POSTGRESQL, source, properties, List.of(tables));
    if (!overlay.problems().isEmpty()) {
      throw new IllegalArgumentException(overlay.problems().toString());
    }
    return new EngineSettings(
        DatabaseVendor.POSTGRESQL,
        source,
        overlay.properties(),
        List.of(tables),
        limits,
        Masking.none());
  }

  @Override
  public void close() {
    server.close();
  }
}
