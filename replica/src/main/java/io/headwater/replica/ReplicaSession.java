package io.headwater.replica;

import io.headwater.client.consumer.TargetUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** A connection that has the consumer and its table for itself, with tables that are as needed. */
final class ReplicaSession {

  /** How long a statement over the whole table may take. */
  static final Duration TABLE_LIMIT = Duration.ofHours(2);

  private static final Duration VALIDATION_LIMIT = Duration.ofSeconds(10);
  private static final String UTF8 = "UTF8";

  private final Connection connection;
  private final int silence;
  private final PositionTable positions;
  private final RowStatements statements;
  private final RowReader reader;
  private final Optional<Stored> stored;

  private ReplicaSession(
      Connection connection,
      int silence,
      PositionTable positions,
      RowStatements statements,
      RowReader reader,
      Optional<Stored> stored) {
    this.connection = connection;
    this.silence = silence;
    this.positions = positions;
    this.statements = statements;
    this.reader = reader;
    this.stored = stored;
  }

  /**
   * Opens a session.
   *
   * @param most how many rows its statements may have
   * @param known what was stored when this process had the table last; if another has written
   *     since, members may be where that one's contract put them
   * @throws TargetUnavailableException when another session has the consumer or the table
   */
  static ReplicaSession open(
      ReplicaSettings settings, TableForm form, StatementRows most, Optional<Stored> known)
      throws SQLException, TargetUnavailableException, ReplicaSetupException {
    Connection connection = settings.database().connect();
    boolean opened = false;
    try {
      int silence = connection.getNetworkTimeout();
      ReplicaSession session = open(connection, silence, settings, form, most, known);
      opened = true;
      return session;
    } finally {
      if (!opened) {
        closeQuietly(connection);
      }
    }
  }

  private static ReplicaSession open(
      Connection connection,
      int silence,
      ReplicaSettings settings,
      TableForm form,
      StatementRows most,
      Optional<Stored> known)
      throws SQLException, TargetUnavailableException, ReplicaSetupException {
    String schema = schema(connection, settings);
    String name = settings.table().name();
    String replica = schema + "." + name;
    take(connection, settings, "consumer " + schema + " " + settings.consumer());
    take(connection, settings, "table " + replica);
    PositionTable positions = new PositionTable(schema, settings.consumer(), replica);
    TablePreparation.Prepared table =
        new TablePreparation(connection, schema, name, form).prepare(positions);
    Optional<Stored> stored = positions.read(connection);
    ReplicaSession session =
        new ReplicaSession(
            connection,
            silence,
            positions,
            new RowStatements(table.name(), table.layout(), most),
            form.reader(table.layout()),
            stored);
    if (!form.isDocument() && (table.hasNewColumns() || !stored.equals(known))) {
      Filling filling = new Filling(connection, table.name(), table.layout(), form.members());
      session.withLongLimit(filling::run);
    }
    connection.commit();
    return session;
  }

  /** The same session, with the table as it is now. */
  ReplicaSession renewed(
      ReplicaSettings settings, TableForm form, StatementRows most, Optional<Stored> known)
      throws SQLException, TargetUnavailableException, ReplicaSetupException {
    return open(connection, silence, settings, form, most, known);
  }

  Connection connection() {
    return connection;
  }

  PositionTable positions() {
    return positions;
  }

  RowStatements statements() {
    return statements;
  }

  RowReader reader() {
    return reader;
  }

  /** What was stored when the session began. */
  Optional<Stored> stored() {
    return stored;
  }

  /** Whether the session lives, and may write. */
  boolean isWritable() throws SQLException {
    if (!connection.isValid((int) VALIDATION_LIMIT.toSeconds())) {
      return false;
    }
    boolean writable = text(connection, "show transaction_read_only").equals("off");
    connection.rollback();
    return writable;
  }

  /** Ends the session; what its transaction did is gone. */
  void close() {
    closeQuietly(connection);
  }

  /** Something that takes as long as the table is large. */
  interface LongWork {
    void run() throws SQLException, ReplicaSetupException;
  }

  /** Does something in the running transaction that takes as long as the table is large. */
  void withLongLimit(LongWork work) throws SQLException, ReplicaSetupException {
    int limit = (int) TABLE_LIMIT.toMillis();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          select set_config(name, '%1$d', true) from pg_settings
          where name = 'statement_timeout' and setting::bigint between 1 and %1$d
          """
              .formatted(limit));
    }
    boolean patient = silence == 0 || silence > limit;
    connection.setNetworkTimeout(Runnable::run, patient ? silence : limit);
    try {
      work.run();
    } finally {
      beImpatient();
    }
  }

  private void beImpatient() {
    try {
      connection.setNetworkTimeout(Runnable::run, silence);
    } catch (SQLException e) {
      // Only a connection that is gone takes none, and what has failed before says so.
      return;
    }
  }

  private static String schema(Connection connection, ReplicaSettings settings)
      throws SQLException, ReplicaSetupException {
    String place = settings.database().place();
    if (!text(connection, "show server_encoding").equals(UTF8)) {
      throw new ReplicaSetupException(
          "the database %s cannot hold every text: its encoding is not UTF8".formatted(place),
          "create one with encoding 'UTF8'");
    }
    Optional<String> named = settings.table().schema();
    if (named.isPresent()) {
      return named.get();
    }
    String current = text(connection, "select coalesce(current_schema(), '')");
    if (current.isEmpty()) {
      throw new ReplicaSetupException(
          "no schema of the search path exists in %s".formatted(place),
          "name the table as schema.table");
    }
    return current;
  }

  private static void take(Connection connection, ReplicaSettings settings, String lock)
      throws SQLException, TargetUnavailableException {
    SessionLock.take(
        connection,
        lock,
        "another process keeps the consumer '%s' or the table %s; this one goes on when that one has ended"
            .formatted(settings.consumer(), settings.table()));
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is given up in any case; the server ends what is left of it.
      return;
    }
  }
}
