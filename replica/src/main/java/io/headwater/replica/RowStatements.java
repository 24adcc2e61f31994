package io.headwater.replica;

import io.headwater.client.consumer.StateChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements that change a replica's table; each takes many rows at once. */
final class RowStatements {

  /** The most characters of one statement; a single larger row is a statement of its own. */
  static final long MAX_CHARACTERS = 8_000_000;

  private final Layout layout;
  private final StatementRows most;
  private final String insert;
  private final String refresh;
  private final String delete;
  private final String sweep;

  RowStatements(String table, Layout layout, StatementRows most) {
    this.layout = layout;
    this.most = most;
    String key = Identifiers.quoted(layout.key());
    String version = Identifiers.quoted(layout.version());
    String generation = Identifiers.quoted(layout.generation());
    List<String> names =
        layout.payload().stream().map(column -> Identifiers.quoted(column.name())).toList();
    // A bootstrap wins over what an earlier one brought, also with the same version: they begin
    // anew where the topic was made anew. As text, 1.0 differs from 1.00.
    insert =
        """
        insert into %s as t (%s, %s, %s%s)
        select r.k, r.v, ?%s from unnest(?::text[], ?::bigint[]%s) as r (k, v%s)
        on conflict (%s) do update set %s
          where t.%s < excluded.%s
            or t.%s < excluded.%s and (t.%s <> excluded.%s%s)
        """
            .formatted(
                table,
                key,
                version,
                generation,
                each(i -> ", " + names.get(i)),
                each(i -> ", r.c" + i + "::" + layout.payload().get(i).type()),
                each(i -> ", ?::text[]"),
                each(i -> ", c" + i),
                key,
                version
                    + " = excluded."
                    + version
                    + each(i -> ", " + names.get(i) + " = excluded." + names.get(i))
                    + ", "
                    + generation
                    + " = excluded."
                    + generation,
                version,
                version,
                generation,
                generation,
                version,
                version,
                each(i -> " or " + differs(names.get(i))));
    refresh =
        "update %s set %s = ? where %s = any (?) and %s < ?"
            .formatted(table, generation, key, generation);
    delete =
        """
        delete from %s as t using unnest(?::text[], ?::bigint[]) as r (k, v)
        where t.%s = r.k and (r.v is null or t.%s <= r.v)
        """
            .formatted(table, key, version);
    sweep = "delete from %s where %s < ?".formatted(table, generation);
  }

  void upsert(Connection connection, List<Row> rows, long generation) throws SQLException {
    int from = 0;
    while (from < rows.size()) {
      int to = from + 1;
      long size = rows.get(from).size();
      int end = Math.min(rows.size(), from + most.limit());
      while (to < end && size + rows.get(to).size() <= MAX_CHARACTERS) {
        size += rows.get(to).size();
        to++;
      }
      upsertAtOnce(connection, rows.subList(from, to), generation);
      from = to;
    }
  }

  void delete(Connection connection, List<StateChange.Delete> deletes) throws SQLException {
    int from = 0;
    while (from < deletes.size()) {
      int to = Math.min(deletes.size(), from + most.limit());
      deleteAtOnce(connection, deletes.subList(from, to));
      from = to;
    }
  }

  /** Removes what has an older generation. */
  void sweep(Connection connection, long generation) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sweep)) {
      statement.setLong(1, generation);
      statement.executeUpdate();
    }
  }

  private void deleteAtOnce(Connection connection, List<StateChange.Delete> deletes)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      SqlArrays.set(statement, 1, "text", deletes, StateChange.Delete::key);
      SqlArrays.set(
          statement,
          2,
          "bigint",
          deletes,
          one -> one.version().isPresent() ? one.version().getAsLong() : null);
      statement.executeUpdate();
    }
  }

  private void upsertAtOnce(Connection connection, List<Row> rows, long generation)
      throws SQLException {
    int written;
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setLong(1, generation);
      SqlArrays.set(statement, 2, "text", rows, Row::key);
      SqlArrays.set(statement, 3, "bigint", rows, Row::version);
      for (int i = 0; i < layout.payload().size(); i++) {
        int column = i;
        SqlArrays.set(
            statement, 4 + i, "text", rows, row -> SqlArrays.orNull(row.values().get(column)));
      }
      written = statement.executeUpdate();
    }
    if (written < rows.size()) {
      refresh(connection, rows, generation);
    }
  }

  // Apart from the insert, so that a row that stays as it is shows no change of its document.
  private void refresh(Connection connection, List<Row> rows, long generation) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(refresh)) {
      statement.setLong(1, generation);
      SqlArrays.set(statement, 2, "text", rows, Row::key);
      statement.setLong(3, generation);
      statement.executeUpdate();
    }
  }

  // The collation, as one of the user's may take two texts for the same.
  private static String differs(String column) {
    return "t.%s::text collate \"C\" is distinct from excluded.%s::text".formatted(column, column);
  }

  private String each(Function<Integer, String> text) {
    return IntStream.range(0, layout.payload().size())
        .boxed()
        .map(text)
        .collect(Collectors.joining());
  }
}
