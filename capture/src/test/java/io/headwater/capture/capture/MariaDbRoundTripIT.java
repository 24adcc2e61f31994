package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.capture.MariaDbRoundTripColumns.Column;
import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.json.Value;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What change events say of a table with a column of every type is written into a twin of the
 * table, and the server itself compares the two.
 */
final class MariaDbRoundTripIT {

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final String UTC = "set time_zone = '+00:00'";
  private static final List<Column> COLUMNS = MariaDbRoundTripColumns.ALL;

  /** As many as the most samples of a column, and one of nulls. */
  private static final int ROWS =
      1 + COLUMNS.stream().mapToInt(column -> column.all().size()).max().orElseThrow();

  private static MariaDbShop database;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    database = new MariaDbShop("--default-time-zone=+05:30", "--max-allowed-packet=16M");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void keepsWhatTheTableHoldsButForTheDocumentedLimits() throws Exception {
    database.run(createTable("odd"), createTable("told"));
    insertRows(0);
    InMemoryChangeLog log = new InMemoryChangeLog();

    CaptureEngine.Running engine =
        MariaDbShop.start(
            database.settings("odd", folder.resolve("history"), Map.of(), MariaDbShop.table("odd")),
            log);
    log.awaitEvents(engine, ROWS);
    insertRows(ROWS);
    log.awaitEvents(engine, 2 * ROWS);
    engine.stop(WAIT);

    assertThat(log.quarantined()).isEmpty();
    List<String> wrong = new ArrayList<>();
    try (Connection connection = database.connect()) {
      try (Statement session = connection.createStatement()) {
        session.execute(UTC);
      }
      for (ChangeEvent event : log.events()) {
        wrong.addAll(wrong(connection, event));
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String createTable(String name) {
    StringBuilder sql = new StringBuilder("create table " + name + " (id int primary key");
    for (int i = 0; i < COLUMNS.size(); i++) {
      sql.append(", c").append(i).append(' ').append(COLUMNS.get(i).type());
    }
    return sql.append(") character set utf8mb4").toString();
  }

  private static void insertRows(int first) throws SQLException {
    for (int row = 0; row < ROWS; row++) {
      StringBuilder sql = new StringBuilder("insert into odd values (").append(first + row);
      for (Column column : COLUMNS) {
        List<String> samples = column.all();
        sql.append(", ").append(row < samples.size() ? samples.get(row) : "null");
      }
      database.run(UTC, sql.append(')').toString());
    }
  }

  private static List<String> wrong(Connection connection, ChangeEvent event) throws SQLException {
    List<String> wrong = new ArrayList<>();
    Value.Obj after = event.after().orElseThrow();
    int id = Integer.parseInt(after.require("id").toJson());
    try (PreparedStatement row = connection.prepareStatement("insert into told (id) values (?)")) {
      row.setInt(1, id);
      row.execute();
    }
    for (int i = 0; i < COLUMNS.size(); i++) {
      Column column = COLUMNS.get(i);
      int sample = id % ROWS;
      boolean isLimited =
          event.snapshot() && sample >= column.samples().size() && sample < column.all().size();
      String outcome = readBack(connection, id, "c" + i, column, after.require("c" + i));
      if (outcome.isEmpty() == isLimited) {
        wrong.add(
            "%s: %s %s: %s"
                .formatted(
                    event.snapshot() ? "snapshot" : "log",
                    column.type(),
                    sample < column.all().size() ? column.all().get(sample) : "null",
                    isLimited ? "its documented limit is gone" : outcome));
      }
    }
    return wrong;
  }

  /** What is wrong with it; empty when it is what the table holds. */
  private static String readBack(
      Connection connection, int id, String name, Column column, Value value) {
    String write =
        "update told set %s = %s where id = ?"
            .formatted(name, value.isNull() ? "null" : column.back().sql());
    // As binary, so that neither collations nor numbers make different values equal.
    String compare =
        "select cast(%1$s as binary) <=> cast(%2$s as binary), left(%1$s, 60), left(%2$s, 60) from odd join told using (id) where id = ?"
            .formatted(
                column.back().compared("odd." + name), column.back().compared("told." + name));
    try (PreparedStatement statement = connection.prepareStatement(write);
        PreparedStatement comparison = connection.prepareStatement(compare)) {
      int parameter = 1;
      if (!value.isNull()) {
        statement.setObject(parameter++, column.back().parameter(value));
      }
      statement.setInt(parameter, id);
      statement.execute();
      comparison.setInt(1, id);
      try (ResultSet rows = comparison.executeQuery()) {
        rows.next();
        return rows.getBoolean(1)
            ? ""
            : "%s read back is not %s".formatted(rows.getString(3), rows.getString(2));
      }
    } catch (SQLException e) {
      return "it cannot be read back: " + e.getMessage();
    }
  }
}
