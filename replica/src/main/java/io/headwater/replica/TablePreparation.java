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

  /** The table's columns, after it was made, or got what it lacked. */
  Layout prepare(PositionTable positions) throws SQLException, ReplicaSetupException {
    execute("select pg_advisory_xact_lock(hashtextextended('headwater replica tables', 0))");
    if (types(PositionTable.NAME).isEmpty()) {
      execute(positions.creation());
    }
    Map<String, String> types = types(name);
    if (types.isEmpty()) {
      create();
      // A position behind which there is nothing would hide what is missing.
      positions.forget(connection);
    } else {
      checkOwn(types);
      for (TableForm.Wanted wanted : form.payload()) {
        fit(wanted, types);
      }
    }
    Map<String, String> found = types(name);
    List<Layout.Column> payload = new ArrayList<>();
    for (TableForm.Wanted wanted : form.payload()) {
      String type = found.getOrDefault(wanted.name(), wanted.kind().type());
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

  private void checkOwn(Map<String, String> types) throws ReplicaSetupException {
    Layout own = form.own();
    requireOwn(types, own.key(), Layout.TEXT);
    requireOwn(types, own.version(), Layout.BIGINT);
    requireOwn(types, own.generation(), Layout.BIGINT);
  }

  private void requireOwn(Map<String, String> types, String column, String type)
      throws ReplicaSetupException {
    if (!type.equals(types.get(column))) {
      throw new ReplicaSetupException(
          "the table %s is there, but has no column %s of type %s: it is no replica of this form"
              .formatted(table, column, type),
          "name another table with --table, or drop it");
    }
  }

  private void fit(TableForm.Wanted wanted, Map<String, String> types)
      throws SQLException, ReplicaSetupException {
    String column = Identifiers.quoted(wanted.name());
    String type = types.get(wanted.name());
    if (type == null) {
      if (form.isDocument()) {
        throw new ReplicaSetupException(
            "the table %s has no column %s".formatted(table, column), "drop the table");
      }
      execute(
          "alter table %s add column if not exists %s %s"
              .formatted(table, column, wanted.kind().type()));
      fill(wanted, column);
    } else if (!wanted.kind().fits(type)) {
      throw new ReplicaSetupException(
          "the column %s of %s has the type %s, and the contract says %s now"
              .formatted(column, table, type, wanted.kind().type()),
          "alter table %s alter column %s type %s using %s; or drop the table, and it is made anew"
              .formatted(table, column, wanted.kind().type(), conversion(wanted.kind(), column)));
    }
  }

  /** What documents had of a new member before it had a column. */
  private void fill(TableForm.Wanted wanted, String column) throws SQLException {
    int place = form.payload().indexOf(wanted);
    if (place >= form.members().size()) {
      return;
    }
    String member = Identifiers.literal(form.members().get(place));
    String value = "nullif(%s::jsonb -> %s, 'null'::jsonb)".formatted(TableForm.OTHER, member);
    execute(
        "update %s set %s = %s, %s = nullif(%s::jsonb - %s, '{}'::jsonb) where jsonb_exists(%s::jsonb, %s)"
            .formatted(
                table,
                column,
                Layout.isJson(wanted.kind().type())
                    ? value
                    : "(%s #>> '{}')::%s".formatted(value, wanted.kind().type()),
                TableForm.OTHER,
                TableForm.OTHER,
                member,
                TableForm.OTHER,
                member));
  }

  private static String conversion(ColumnKind kind, String column) {
    return Layout.isJson(kind.type())
        ? "to_jsonb(%s)".formatted(column)
        : "%s::%s".formatted(column, kind.type());
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
