package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.capture.RoundTripColumns.Column;
import io.headwater.capture.capture.RoundTripColumns.Limit;
import io.headwater.capture.capture.RoundTripColumns.Sample;
import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.json.Value;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a change event says, read back by PostgreSQL itself, is what the table holds: of every type,
 * its extremes and odd values, read by a snapshot and from the log.
 *
 * <p>Compared is PostgreSQL's text of both, which tells more than equality: scales, minus zero,
 * blanks and the fields of an interval.
 */
final class PostgresRoundTripIT {

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final int MAX_SHOWN = 80;
  private static final List<Column> COLUMNS = RoundTripColumns.all();

  /** As many as the column with the most values has; the last one has nulls only. */
  private static final int ROWS =
      COLUMNS.stream().mapToInt(column -> column.samples().size()).max().orElseThrow() + 1;

  private static ShopDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = new ShopDatabase(4);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void keepsWhatTheTableHoldsButForTheDocumentedLimits() throws Exception {
    database.run(RoundTripColumns.TYPES);
    database.run(createTable());
    insertRows(0);
    InMemoryChangeLog log = new InMemoryChangeLog();

    CaptureEngine.Running engine =
        EmbeddedEngine.start(
            database.settings(
                "odd", Map.of(), TransactionLimits.DEFAULT, new TableName("public", "odd")),
            log.open(),
            new SimpleMeterRegistry());
    log.awaitEvents(engine, ROWS);
    insertRows(ROWS);
    log.awaitEvents(engine, 2 * ROWS);
    engine.stop(WAIT);

    assertThat(log.quarantined()).isEmpty();
    List<String> wrong = new ArrayList<>();
    try (Connection connection = database.connect()) {
      for (ChangeEvent event : log.events()) {
        wrong.addAll(wrong(connection, event));
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String createTable() {
    StringBuilder sql = new StringBuilder("create table odd (id int primary key");
    for (int i = 0; i < COLUMNS.size(); i++) {
      sql.append(", c").append(i).append(' ').append(COLUMNS.get(i).type());
    }
    return sql.append(')').toString();
  }

  private static void insertRows(int first) throws SQLException {
    for (int row = 0; row < ROWS; row++) {
      StringBuilder sql = new StringBuilder("insert into odd values (").append(first + row);
      for (Column column : COLUMNS) {
        List<Sample> samples = column.samples();
        sql.append(", ").append(row < samples.size() ? samples.get(row).sql() : "null");
      }
      database.run(sql.append(')').toString());
    }
  }

  private static List<String> wrong(Connection connection, ChangeEvent event) {
    List<String> wrong = new ArrayList<>();
    Value.Obj after = event.after().orElseThrow();
    int id = Integer.parseInt(after.require("id").toJson());
    for (int i = 0; i < COLUMNS.size(); i++) {
      Column column = COLUMNS.get(i);
      List<Sample> samples = column.samples();
      boolean isNull = id % ROWS >= samples.size();
      Sample sample = isNull ? new Sample("null", Limit.NONE) : samples.get(id % ROWS);
      boolean isLimited =
          switch (sample.limit()) {
            case NONE -> false;
            case SNAPSHOT -> event.snapshot();
            case EVERYWHERE -> true;
          };
      Value value = after.require("c" + i);
      String outcome = readBack(connection, id, "c" + i, column, value);
      if (outcome.isEmpty() == isLimited) {
        wrong.add(
            "%s: %s %s is %s; %s"
                .formatted(
                    event.snapshot() ? "snapshot" : "log",
                    column.type(),
                    sample.sql(),
                    shown(value.toJson()),
                    isLimited ? "its documented limit is gone" : outcome));
      }
    }
    return wrong;
  }

  /** What is wrong with it; empty when it is what the table holds. */
  private static String readBack(
      Connection connection, int id, String name, Column column, Value value) {
    String told = column.back().told(column.type());
    String held = column.back().held(name);
    String sql =
        "select row(%1$s)::text, row(%2$s)::text from odd where id = ?".formatted(held, told);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (value.isNull()) {
        return isNull(connection, id, name) ? "" : "it is not null in the table";
      }
      statement.setObject(1, column.back().parameter(value), Types.VARCHAR);
      statement.setInt(2, id);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1).equals(rows.getString(2))
            ? ""
            : "%s read back is not %s"
                .formatted(shown(rows.getString(2)), shown(rows.getString(1)));
      }
    } catch (SQLException e) {
      return "it cannot be read back: " + e.getMessage();
    }
  }

  private static boolean isNull(Connection connection, int id, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select num_nulls(%s) = 1 from odd where id = ?".formatted(name))) {
      statement.setInt(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getBoolean(1);
      }
    }
  }

  private static String shown(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
