package io.headwater.app.oracle;

import static org.awaitility.Awaitility.await;

import io.headwater.dev.server.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The only writer of a try's database, which so knows every state before it is committed. */
final class SourceWriter implements AutoCloseable {

  /** The number of the resource that the last transaction creates. */
  private static final int LAST = 1_000;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The class of SQL states of a broken constraint. */
  private static final String CONSTRAINT = "23";

  private final EmbeddedPostgresServer postgres;
  private final TryNames names;
  private final Shape shape;
  private final Connection connection;
  private final Histories histories = new Histories();

  private SourceWriter(EmbeddedPostgresServer postgres, TryNames names, Shape shape)
      throws SQLException {
    this.postgres = postgres;
    this.names = names;
    this.shape = shape;
    postgres.createDatabase(names.database());
    this.connection = postgres.connect(names.database());
  }

  /** Creates the database and its tables. */
  static SourceWriter create(EmbeddedPostgresServer postgres, TryNames names, Shape shape)
      throws SQLException {
    SourceWriter writer = new SourceWriter(postgres, names, shape);
    writer.execute(SchemaText.ddl(shape));
    writer.connection.setAutoCommit(false);
    return writer;
  }

  Histories histories() {
    return histories;
  }

  /** Runs a transaction; it is rolled back when it wants so, or breaks a constraint. */
  void run(int action, Action.Transaction transaction) throws SQLException {
    try {
      for (Step step : transaction.steps()) {
        execute(step.sql(shape));
      }
      Map<String, String> documents = TruthQuery.documents(connection, shape);
      Optional<String> number = number().filter(any -> action != Histories.BEFORE_ALL);
      if (transaction.rolledBack()) {
        connection.rollback();
        return;
      }
      connection.commit();
      histories.adopt(action, number, documents);
    } catch (SQLException e) {
      connection.rollback();
      if (e.getSQLState() == null || !e.getSQLState().startsWith(CONSTRAINT)) {
        throw e;
      }
    }
  }

  /** Creates one more resource, after everything else, and returns its id. */
  String runLast(int action) throws SQLException {
    List<String> values =
        shape.root().values().stream().map(column -> last(column.kind())).toList();
    Step insert = new Step.Insert(Ref.root(LAST), false, true, values);
    Map<String, String> before = histories.last();
    run(action, new Action.Transaction(List.of(insert), false));
    return histories.last().keySet().stream()
        .filter(id -> !before.containsKey(id))
        .findFirst()
        .orElseThrow();
  }

  /** The documents that another session sees. */
  Map<String, String> documents() throws SQLException {
    try (Connection other = postgres.connect(names.database())) {
      return TruthQuery.documents(other, shape);
    }
  }

  /** Ends the engine's session. */
  void cutEngine() throws SQLException {
    try (Connection other = postgres.connect(names.database());
        Statement statement = other.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(active_pid) from pg_replication_slots where active and database = current_database()");
    }
  }

  /** Removes the database; the engine must be stopped. */
  @Override
  public void close() throws SQLException {
    connection.close();
    // The server notices after a moment that the engine has gone.
    await("the slot is dropped").atMost(LIMIT).until(this::dropSlots);
    try (Connection other = postgres.connect("postgres");
        Statement statement = other.createStatement()) {
      statement.execute("drop database if exists " + names.database() + " with (force)");
    }
  }

  private boolean dropSlots() throws SQLException {
    try (Connection other = postgres.connect(names.database());
        Statement statement = other.createStatement()) {
      statement.execute(
          "select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database() and not active");
      try (ResultSet row =
          statement.executeQuery(
              "select count(*) from pg_replication_slots where database = current_database()")) {
        row.next();
        return row.getLong(1) == 0;
      }
    }
  }

  private static String last(ColumnKind kind) {
    return kind.typed(
        switch (kind) {
          case BOOLEAN -> "true";
          case TEXT, BIG_TEXT, INT, BIGINT, NUMERIC, DECIMAL -> "'1'";
        });
  }

  private Optional<String> number() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_current_xact_id_if_assigned()::text")) {
      row.next();
      return Optional.ofNullable(row.getString(1));
    }
  }

  private void execute(List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
