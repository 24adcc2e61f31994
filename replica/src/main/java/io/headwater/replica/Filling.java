package io.headwater.replica;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Moves members out of {@code headwater_other} into their columns, as if the documents were read
 * now. In one transaction, which the caller ends; begun again, it does what is left.
 */
final class Filling {

  private static final int FETCHED_ROWS = 100;
  private static final int MAX_ROWS = 1_000;

  private final Connection connection;
  private final ColumnsReader reader;
  private final List<String> members;
  private final String select;
  private final boolean isJsonb;
  private final String update;

  /** A row that has members where they do not belong. */
  private record Found(String key, Map<Integer, Optional<String>> values, Optional<String> others) {

    long size() {
      long size = (long) key.length() + others.map(String::length).orElse(0);
      for (Optional<String> value : values.values()) {
        size += value.map(String::length).orElse(0);
      }
      return size;
    }
  }

  Filling(Connection connection, String table, Layout layout, List<String> members) {
    this.connection = connection;
    this.reader = new ColumnsReader(layout, members);
    this.members = members;
    String key = Identifiers.quoted(layout.key());
    Layout.Column other = layout.payload().getLast();
    this.isJsonb = other.type().equals(Layout.JSONB);
    // PostgreSQL cannot look into json that has the character \u0000.
    String suspicion =
        isJsonb
            ? "jsonb_exists_any(%s, ?)".formatted(TableForm.OTHER)
            : "exists (select from unnest(?::text[]) as m where strpos(lower(%s::text), lower(m)) > 0)"
                .formatted(TableForm.OTHER);
    this.select =
        "select %s, %s::text from %s where %s".formatted(key, TableForm.OTHER, table, suspicion);
    this.update =
        """
        update %s as t set %s%s = r.o::%s
        from unnest(?::text[], ?::text[]%s) as r (k, o%s) where t.%s = r.k
        """
            .formatted(
                table,
                each(i -> assignment(layout.payload().get(i), i)),
                TableForm.OTHER,
                other.type(),
                each(i -> ", ?::boolean[], ?::text[]"),
                each(i -> ", h%1$d, c%1$d".formatted(i)),
                key);
  }

  /**
   * Does it.
   *
   * @throws ReplicaSetupException when a value does not fit its column
   */
  void run() throws SQLException, ReplicaSetupException {
    try (PreparedStatement query = connection.prepareStatement(select)) {
      query.setFetchSize(FETCHED_ROWS);
      SqlArrays.set(
          query, 1, Layout.TEXT, members, one -> isJsonb ? one : RecordTokens.quoted(one));
      try (ResultSet row = query.executeQuery()) {
        List<Found> found = new ArrayList<>();
        long size = 0;
        while (row.next()) {
          Optional<Found> next = found(row.getString(1), row.getString(2));
          if (next.isPresent()) {
            found.add(next.get());
            size += next.get().size();
          }
          if (found.size() == MAX_ROWS || size > RowStatements.MAX_CHARACTERS) {
            move(found);
            found.clear();
            size = 0;
          }
        }
        move(found);
      }
    }
  }

  private Optional<Found> found(String key, String others) throws ReplicaSetupException {
    try (RecordTokens tokens = RecordTokens.atObject(others.getBytes(StandardCharsets.UTF_8))) {
      ColumnsReader.Divided divided = reader.divide(key, tokens);
      return divided.values().isEmpty()
          ? Optional.empty()
          : Optional.of(new Found(key, divided.values(), divided.others()));
    } catch (RefusedChangeException e) {
      throw new ReplicaSetupException(e);
    } catch (IOException e) {
      // Nothing of ours is there.
      return Optional.empty();
    }
  }

  private void move(List<Found> rows) throws SQLException, ReplicaSetupException {
    try {
      write(rows);
    } catch (SQLException e) {
      if (!SqlFailures.isRefusal(e)) {
        throw e;
      }
      for (Found row : rows) {
        connection.rollback();
        tryAlone(row);
      }
      throw e;
    }
  }

  private void tryAlone(Found row) throws SQLException, ReplicaSetupException {
    try {
      write(List.of(row));
    } catch (SQLException e) {
      if (SqlFailures.isRefusal(e)) {
        throw new ReplicaSetupException(SqlFailures.refused(row.key(), e));
      }
      throw e;
    }
  }

  private void write(List<Found> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      SqlArrays.set(statement, 1, Layout.TEXT, rows, Found::key);
      SqlArrays.set(statement, 2, Layout.TEXT, rows, row -> SqlArrays.orNull(row.others()));
      for (int i = 0; i < members.size(); i++) {
        int place = i;
        SqlArrays.set(statement, 3 + 2 * i, "bool", rows, row -> row.values().containsKey(place));
        SqlArrays.set(
            statement,
            4 + 2 * i,
            Layout.TEXT,
            rows,
            row -> SqlArrays.orNull(row.values().getOrDefault(place, Optional.empty())));
      }
      statement.executeUpdate();
    }
  }

  private static String assignment(Layout.Column column, int place) {
    String name = Identifiers.quoted(column.name());
    return "%1$s = case when r.h%2$d then r.c%2$d::%3$s else t.%1$s end, "
        .formatted(name, place, column.type());
  }

  private String each(IntFunction<String> text) {
    return IntStream.range(0, members.size()).mapToObj(text).collect(Collectors.joining());
  }
}
