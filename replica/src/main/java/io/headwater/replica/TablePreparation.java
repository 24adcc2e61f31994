package io.headwater.replica;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes the tables of a replica, or sees whether those that are there fit. */
final class TablePreparation {

  private final Connection connection;
  private final String schema;
  private final String name;
  private final String table;
  private final TableForm form;

  TablePreparation(Connection connection, String schema, String name, TableForm form) {
    this.connection = connection;
    this.schema = schema;
    this.name = name;
    this.table = Identifiers.quoted(schema) + "." + Identifiers.quoted(name);
    this.form = form;
  }

  /**
   * A table that is as it must be.
   *
   * @param name as it stands in SQL
   * @param hasNewColumns whether columns were added, which are empty still
   */
  record Prepared(String name, Layout layout, boolean hasNewColumns) {}

  /** The table, after it was made, or got the columns that it lacked; all of that is committed. */
  Prepared prepare(PositionTable positions) throws SQLException, ReplicaSetupException {
    if (types(PositionTable.NAME).isEmpty()) {
      // Of two that begin, one would fail.
      execute("select pg_advisory_xact_lock(hashtextextended('headwater replica tables', 0))");
      execute(positions.creation());
      connection.commit();
    } else if (!types(PositionTable.NAME).containsKey(PositionTable.OID_COLUMN)) {
      execute(positions.extension());
      connection.commit();
    }
    Map<String, String> types = types(name);
    boolean extended = false;
    if (types.isEmpty()) {
      create();
    } else {
      new TableCheck(connection, schema, name, form).check(types);
      extended = extend(types);
    }
    // A position behind which there is another table would hide what is missing.
    positions.forgetOthers(connection);
    // Readers wait for a column that is added.
    connection.commit();
    return new Prepared(table, layout(), extended);
  }

  private Layout layout() throws SQLException {
    Map<String, String> types = types(name);
    List<Layout.Column> payload = new ArrayList<>();
    for (TableForm.Wanted wanted : form.payload()) {
      String type = types.getOrDefault(wanted.name(), wanted.kind().type());
      payload.add(new Layout.Column(wanted.name(), type));
    }
    Layout own = form.own();
    return new Layout(own.key(), own.version(), own.generation(), payload);
  }

  private void create() throws SQLException {
    String payload =
        form.payload().stream()
            .map(
                one ->
                    "  %s %s%s,\n"
                        .formatted(
                            Identifiers.quoted(one.name()),
                            one.kind().type(),
                            form.isDocument() ? " not null" : ""))
            .collect(Collectors.joining());
    execute(
        """
        create table %s (
          %s text collate "C" primary key,
          %s bigint not null,
        %s  %s bigint not null)
        """
            .formatted(
                table, form.own().key(), form.own().version(), payload, form.own().generation()));
  }

  /** Adds the columns that are missing; false when none is. */
  private boolean extend(Map<String, String> types) throws SQLException {
    String columns =
        form.payload().stream()
            .filter(wanted -> !types.containsKey(wanted.name()))
            .map(
                wanted ->
                    "add column %s %s"
                        .formatted(Identifiers.quoted(wanted.name()), wanted.kind().type()))
            .collect(Collectors.joining(", "));
    if (columns.isEmpty()) {
      return false;
    }
    execute("alter table %s %s".formatted(table, columns));
    return true;
  }

  /** The types of a table's columns; none when there is no such table. */
  private Map<String, String> types(String of) throws SQLException {
    Map<String, String> types = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select a.attname, format_type(a.atttypid, a.atttypmod)
            from pg_attribute a
              join pg_class c on c.oid = a.attrelid
              join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = ? and c.relname = ? and a.attnum > 0 and not a.attisdropped
            """)) {
      query.setString(1, schema);
      query.setString(2, of);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          types.put(row.getString(1), row.getString(2));
        }
      }
    }
    return types;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
