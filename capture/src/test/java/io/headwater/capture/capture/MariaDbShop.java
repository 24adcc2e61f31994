package io.headwater.capture.capture;

import io.headwater.capture.normalize.Masking;
import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.resource.TableName;
import io.headwater.dev.server.EmbeddedMariaDbServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A MariaDB server with one database for the tests of one class. */
final class MariaDbShop implements AutoCloseable {

  static final String NAME = "shop";

  private final EmbeddedMariaDbServer server;

  MariaDbShop(String... options) throws SQLException {
    server = EmbeddedMariaDbServer.start(options);
    server.run("", "create database shop character set utf8mb4");
  }

  EmbeddedMariaDbServer server() {
    return server;
  }

  Connection connect() throws SQLException {
    return server.connect(NAME);
  }

  void run(String... statements) throws SQLException {
    server.run(NAME, statements);
  }

  static TableName table(String name) {
    return new TableName(NAME, name);
  }

  /** What a user would paste. */
  Map<String, String> pasted() {
    return new TreeMap<>(
        Map.of(
            "database.hostname", server.host(),
            "database.port", "" + server.port(),
            "database.user", server.user(),
            "database.password", server.password()));
  }

  /**
   * An engine's settings.
   *
   * @param history where the structure of the tables is kept
   */
  EngineSettings settings(
      String source, Path history, Map<String, String> more, TableName... tables) {
    Map<String, String> properties = pasted();
    properties.putAll(more);
    OverlayResult overlay =
        ConnectorOverlay.of(DatabaseVendor.MARIADB, source, properties, List.of(tables));
    if (!overlay.problems().isEmpty()) {
      throw new IllegalArgumentException(overlay.problems().toString());
    }
    Map<String, String> connector = new TreeMap<>(overlay.properties());
    connector.put("schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory");
    connector.put("schema.history.internal.file.filename", history.toString());
    return new EngineSettings(
        DatabaseVendor.MARIADB,
        source,
        connector,
        List.of(tables),
        TransactionLimits.DEFAULT,
        Masking.none());
  }

  static CaptureEngine.Running start(EngineSettings settings, InMemoryChangeLog log) {
    return EmbeddedEngine.start(settings, log.open(), new SimpleMeterRegistry());
  }

  @Override
  public void close() {
    server.close();
  }
}
