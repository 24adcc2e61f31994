package io.headwater.replica;

import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.consumer.StateChange;
import io.headwater.dev.server.EmbeddedPostgresServer;
import io.headwater.dev.server.PostgresServerSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A real PostgreSQL with a database for each test. */
final class ReplicaFixture implements AutoCloseable {

  private final EmbeddedPostgresServer server =
      EmbeddedPostgresServer.start(PostgresServerSettings.temporary());
  private int databases;
  private String database = "";

  void newDatabase() throws SQLException {
    databases++;
    database = "copy" + databases;
    server.createDatabase(database);
  }

  ReplicaDatabase database() {
    return database("");
  }

  /** With settings of the session, as {@code lock_timeout=500ms}. */
  ReplicaSettings settings(String table, String option) {
    return ReplicaSettings.of(database("?options=-c%20" + option), ReplicaTable.parse(table));
  }

  private ReplicaDatabase database(String parameters) {
    return new ReplicaDatabase(
        server.jdbcUrl(database) + parameters,
        Optional.of(server.user()),
        Optional.of(server.password()));
  }

  ReplicaSettings settings(String table) {
    return ReplicaSettings.of(database(), ReplicaTable.parse(table));
  }

  Connection connect() throws SQLException {
    return server.connect(database);
  }

  /** The rows that a query gives, each as text, its columns with spaces between. */
  List<String> query(String sql) throws SQLException {
    try (Connection connection = connect()) {
      return query(connection, sql);
    }
  }

  static List<String> query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          text.append(i == 1 ? "" : " ").append(row.getString(i));
        }
        rows.add(text.toString());
      }
      return rows;
    }
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends the sessions of replicas. */
  void killReplicas() throws SQLException {
    query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'headwater-replica'"
            + " and datname = current_database()");
  }

  static StateChange upsert(String key, long version, String resource) {
    String text =
        "{\"type\":\"widget\",\"operation\":\"update\",\"id\":%s,\"version\":%d,\"resource\":%s}"
            .formatted(RecordTokens.quoted(key), version, resource);
    return new StateChange.Upsert(key, version, JsonBytes.of(text));
  }

  static StateChange delete(String key, long version) {
    return new StateChange.Delete(key, OptionalLong.of(version));
  }

  static StateChange tombstone(String key) {
    return new StateChange.Delete(key, OptionalLong.empty());
  }

  @Override
  public void close() {
    server.close();
  }
}
