package io.headwater.capture.capture;

import io.headwater.capture.normalize.LogPosition;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Kills the engine at every record of a workload and starts it again: the change log must hold
 * every change once, in commit order.
 *
 * <p>Every kill has a replication slot of its own, all at the place where the workload begins.
 */
final class EngineRestartIT extends RestartContract {

  private static final int SLOTS = 130;
  private static final TableName A = new TableName("public", "a");
  private static final TableName B = new TableName("public", "b");

  private static ShopDatabase database;
  private static StoredPosition beginning;
  private static List<String> expected;
  private static final AtomicInteger nextSlot = new AtomicInteger();

  @BeforeAll
  static void runTheWorkload() throws Exception {
    database = new ShopDatabase(SLOTS);
    database.run(
        "create table a (id int primary key, v text)",
        "create table b (id int primary key, v text)",
        "create table unwatched (id int primary key)",
        "create publication headwater_restart for table a, b");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "select pg_create_logical_replication_slot('restart_' || i, 'pgoutput')"
              + " from generate_series(0, "
              + (SLOTS - 1)
              + ") i");
      try (ResultSet row = statement.executeQuery("select pg_current_wal_lsn()::text")) {
        row.next();
        LogPosition lsn = LogPosition.parse(row.getString(1)).orElseThrow();
        beginning = new StoredPosition(Map.of("server", "restart"), Map.of("lsn", lsn.value()));
      }
    }
    try (RestartWorkload workload = new RestartWorkload(database)) {
      expected = workload.run();
    }
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Override
  KilledEngine runs(int batch) {
    String slot = "restart_" + nextSlot.getAndIncrement();
    EngineSettings settings =
        database.settings(
            "restart",
            Map.of(
                "slot.name",
                slot,
                "heartbeat.action.query",
                "select 1",
                "poll.interval.ms",
                "1",
                "max.batch.size",
                "" + batch),
            TransactionLimits.DEFAULT,
            A,
            B);
    return new KilledEngine(
        beginning,
        (writer, tap) -> EmbeddedEngine.start(settings, writer, new SimpleMeterRegistry(), tap),
        () ->
            rows("select * from pg_replication_slots where slot_name = '" + slot + "'")
                + rows(
                    "select pid, application_name, backend_type, state, wait_event_type, wait_event,"
                        + " left(query, 80) as query, now() - state_change as since"
                        + " from pg_stat_activity where datname is not null"));
  }

  @Override
  List<String> expected() {
    return expected;
  }

  /** What a query tells, or why it does not. */
  private static String rows(String query) {
    StringBuilder text = new StringBuilder();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        for (int i = 1; i <= columns; i++) {
          text.append("%s=%s ".formatted(row.getMetaData().getColumnName(i), row.getString(i)));
        }
        text.append('\n');
      }
    } catch (SQLException e) {
      text.append(e);
    }
    return text.toString();
  }
}
