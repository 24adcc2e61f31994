package io.headwater.dev.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** The statements the traffic's transactions are made of, on one connection. */
final class WidgetStatements {

  private static final int MAX_COLORS = 8;
  private static final int MAX_QUANTITY = 1_000;
  private static final int MAX_LENGTH = 100;
  private static final String[] COLORS = {
    "red", "green", "blue", "black", "white", "yellow", "violet", "grey"
  };

  private final Connection connection;
  private final RandomGenerator random;

  WidgetStatements(Connection connection, RandomGenerator random) {
    this.connection = connection;
    this.random = random;
  }

  /** Returns the existing ids up to {@code widgets} that leave {@code rest} divided by threads. */
  SortedSet<Integer> liveIds(int widgets, int threads, int rest) throws SQLException {
    SortedSet<Integer> ids = new TreeSet<>();
    try (PreparedStatement query =
        connection.prepareStatement("select id from widgets where id <= ? and id % ? = ?")) {
      query.setInt(1, widgets);
      query.setInt(2, threads);
      query.setInt(3, rest);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getInt(1));
        }
      }
    }
    return ids;
  }

  void changeQuantity(int id) throws SQLException {
    run("update widgets set quantity = ? where id = ?", random.nextInt(MAX_QUANTITY), id);
  }

  void changeQuantities(Collection<Integer> ascendingIds) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update widgets set quantity = ? where id = ?")) {
      for (int id : ascendingIds) {
        update.setInt(1, random.nextInt(MAX_QUANTITY));
        update.setInt(2, id);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  void touch(int id) throws SQLException {
    run("update widgets set quantity = quantity where id = ?", id);
  }

  void resize(int id) throws SQLException {
    run(
        "update widget_dimensions set x = ?, y = ?, z = ? where widget_id = ?",
        length(),
        length(),
        length(),
        id);
  }

  void delete(int id) throws SQLException {
    run("delete from widgets where id = ?", id);
  }

  /** Creates a widget with dimensions and two or three colors; an existing one is kept. */
  void create(int id) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into widgets (id, name, description, quantity) values (?, ?, ?, ?)
            on conflict (id) do nothing
            """)) {
      insert.setInt(1, id);
      insert.setString(2, "Widget " + id);
      insert.setString(3, random.nextInt(10) == 0 ? null : "Made again, batch " + length());
      insert.setInt(4, random.nextInt(MAX_QUANTITY));
      insert.executeUpdate();
    }
    run(
        """
        insert into widget_dimensions (widget_id, x, y, z) values (?, ?, ?, ?)
        on conflict (widget_id) do nothing
        """,
        id,
        length(),
        length(),
        length());
    addColors(id, 2 + random.nextInt(2));
  }

  /** Adds colors to a widget unless it does not exist or would get too many. */
  void addColors(int id, int count) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into widget_colors (widget_id, color)
            select id, ? from widgets where id = ?
            and (select count(*) from widget_colors where widget_id = ?) < ?
            """)) {
      for (int i = 0; i < count; i++) {
        insert.setString(1, COLORS[random.nextInt(COLORS.length)]);
        insert.setInt(2, id);
        insert.setInt(3, id);
        insert.setInt(4, MAX_COLORS);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Returns the row id of a widget's oldest color, after adding one when there is none. */
  OptionalLong oldestColor(int id) throws SQLException {
    OptionalLong found = findOldestColor(id);
    if (found.isPresent()) {
      return found;
    }
    addColors(id, 1);
    return findOldestColor(id);
  }

  void deleteColor(long color) throws SQLException {
    run("delete from widget_colors where id = ?", color);
  }

  void moveColor(long color, int toWidget) throws SQLException {
    run("update widget_colors set widget_id = ? where id = ?", toWidget, color);
  }

  private OptionalLong findOldestColor(int id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select id from widget_colors where widget_id = ? order by id limit 1")) {
      query.setInt(1, id);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  private int length() {
    return 1 + random.nextInt(MAX_LENGTH);
  }

  private void run(String sql, long... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setLong(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
