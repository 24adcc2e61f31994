package io.headwater.replica;

import io.headwater.client.consumer.StateChange;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The statements that change a replica's table; each takes many rows at once. */
final class RowStatements {

  /** The most characters of one statement; a single larger row is a statement of its own. */
  static final long MAX_CHARACTERS = 8_000_000;

  private final Layout layout;
  private final String insert;
  private final String refresh;
  private final String delete;
  private final String sweep;

  RowStatements(String table, Layout layout) {
    this.layout = layout;
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
      while (to < rows.size() && size + rows.get(to).size() <= MAX_CHARACTERS) {
        size += rows.get(to).size();
        to++;
      }
      upsertAtOnce(connection, rows.subList(from, to), generation);
      from = to;
    }
  }

  void delete(Connection connection, List<StateChange.Delete> deletes) throws SQLException {
    if (deletes.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      set(statement, 1, "text", deletes, StateChange.Delete::key);
      set(
          statement,
          2,
          "bigint",
          deletes,
          one -> one.version().isPresent() ? one.version().getAsLong() : null);
      statement.executeUpdate();
    }
  }

  /** Removes what has an older generation. */
  void sweep(Connection connection, long generation) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sweep)) {
      statement.setLong(1, generation);
      statement.executeUpdate();
    }
  }

  private void upsertAtOnce(Connection connection, List<Row> rows, long generation)
      throws SQLException {
    int written;
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setLong(1, generation);
      set(statement, 2, "text", rows, Row::key);
      set(statement, 3, "bigint", rows, Row::version);
      for (int i = 0; i < layout.payload().size(); i++) {
        int column = i;
        set(statement, 4 + i, "text", rows, row -> orNull(row.values().get(column)));
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
      set(statement, 2, "text", rows, Row::key);
      statement.setLong(3, generation);
      statement.executeUpdate();
    }
  }

  private static <T> void set(
      PreparedStatement statement,
      int index,
      String type,
      List<T> items,
      Function<T, @Nullable Object> value)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>(items.size());
    items.forEach(item -> values.add(value.apply(item)));
    Array array = statement.getConnection().createArrayOf(type, values.toArray());
    statement.setArray(index, array);
  }

  private static @Nullable Object orNull(Optional<String> value) {
    return value.isPresent() ? value.get() : null;
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
