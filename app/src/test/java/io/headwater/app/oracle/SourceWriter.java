package io.headwater.app.oracle;

import static org.awaitility.Awaitility.await;

import io.headwater.dev.server.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** The only writer of a try's database, which so knows every state before it is committed. */
final class SourceWriter implements AutoCloseable {

  /** The number of the resource that the last transaction creates. */
  private static final int LAST = 1_000;

  /** How often its values are drawn anew until it counts. */
  private static final int ATTEMPTS = 2_000;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The class of SQL states of a broken constraint. */
  private static final String CONSTRAINT = "23";

  private final EmbeddedPostgresServer postgres;
  private final TryNames names;
  private final Shape shape;
  private final Connection connection;
  private final List<Histories> histories;
  private boolean unseen;

  private SourceWriter(EmbeddedPostgresServer postgres, TryNames names, Shape shape)
      throws SQLException {
    this.postgres = postgres;
    this.names = names;
    this.shape = shape;
    this.histories = shape.resources().stream().map(resource -> new Histories()).toList();
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

  /** The histories of the shape's resources, in their order. */
  List<Histories> histories() {
    return histories;
  }

  /** From here on nobody sees the ends of transactions. */
  void lookAway() {
    unseen = true;
  }

  boolean isUnseen() {
    return unseen;
  }

  /** A snapshot has seen all up to here. */
  void lookAgain(int action) throws SQLException {
    unseen = false;
    List<Truth> truths = truths(connection);
    connection.rollback();
    adopt(action, Optional.empty(), truths);
  }

  /** Runs a transaction; it is rolled back when it wants so, or breaks a constraint. */
  void run(int action, Action.Transaction transaction) throws SQLException {
    try {
      for (Step step : transaction.steps()) {
        execute(step.sql(shape));
      }
      if (transaction.rolledBack()) {
        connection.rollback();
      } else {
        commit(action);
      }
    } catch (SQLException e) {
      connection.rollback();
      if (e.getSQLState() == null || !e.getSQLState().startsWith(CONSTRAINT)) {
        throw e;
      }
    }
  }

  /** Creates one more resource of the first type, after everything else, and returns its id. */
  String runLast(int action) throws SQLException {
    StepMaker maker = new StepMaker(new Random(LAST), shape);
    Set<String> before = truths(connection).getFirst().documents().keySet();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      execute(maker.insert(Ref.root(LAST)).sql(shape));
      Optional<String> id =
          truths(connection).getFirst().documents().keySet().stream()
              .filter(any -> !before.contains(any))
              .findFirst();
      if (id.isPresent()) {
        commit(action);
        return id.get();
      }
      connection.rollback();
    }
    throw new IllegalStateException("no new resource counts");
  }

  /** What another session sees of the shape's resources, in their order. */
  List<Truth> truths() throws SQLException {
    try (Connection other = postgres.connect(names.database())) {
      return truths(other);
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

  private void commit(int action) throws SQLException {
    List<Truth> truths = truths(connection);
    Optional<String> number = number().filter(any -> action != Histories.BEFORE_ALL);
    connection.commit();
    if (!unseen) {
      adopt(action, number, truths);
    }
  }

  private void adopt(int action, Optional<String> transaction, List<Truth> truths) {
    for (int i = 0; i < truths.size(); i++) {
      histories.get(i).adopt(action, transaction, truths.get(i));
    }
  }

  private List<Truth> truths(Connection session) throws SQLException {
    List<Truth> truths = new ArrayList<>();
    for (Resource resource : shape.resources()) {
      truths.add(TruthQuery.truth(session, resource));
    }
    return truths;
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
