package io.headwater.replica;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** Sees whether a table that is there can be the replica's. */
final class TableCheck {

  private final Connection connection;
  private final String schema;
  private final String name;
  private final String table;
  private final TableForm form;

  TableCheck(Connection connection, String schema, String name, TableForm form) {
    this.connection = connection;
    this.schema = schema;
    this.name = name;
    this.table = Identifiers.quoted(schema) + "." + Identifiers.quoted(name);
    this.form = form;
  }

  /**
   * Checks it.
   *
   * @param types of the table's columns
   * @throws ReplicaSetupException when it cannot be
   */
  void check(Map<String, String> types) throws SQLException, ReplicaSetupException {
    Layout own = form.own();
    requireOwn(types, own.key(), Layout.TEXT);
    requireOwn(types, own.version(), Layout.BIGINT);
    requireOwn(types, own.generation(), Layout.BIGINT);
    requireUniqueKey();
    for (TableForm.Wanted wanted : form.payload()) {
      requireFitting(wanted, types);
    }
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

  // A row is written by 'on conflict (key)', which takes just these, and none that is deferrable.
  private void requireUniqueKey() throws SQLException, ReplicaSetupException {
    String key = form.own().key();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select c.relkind in ('r', 'p'), (
              select count(*) > 0 and bool_and(i.indimmediate) from pg_index i
                join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
              where i.indrelid = c.oid and i.indisunique and i.indisvalid
                and i.indnkeyatts = 1 and i.indpred is null and a.attname = ?)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = ? and c.relname = ?
            """)) {
      query.setString(1, key);
      query.setString(2, schema);
      query.setString(3, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next() || !row.getBoolean(1)) {
          throw new ReplicaSetupException(
              "%s is there, but is no table".formatted(table), "name another one with --table");
        }
        if (!row.getBoolean(2)) {
          throw new ReplicaSetupException(
              "the table %s is there, but its column %s has no unique constraint of its own, or a deferrable one"
                  .formatted(table, key),
              "alter table %s add primary key (%s)".formatted(table, Identifiers.quoted(key)));
        }
      }
    }
  }

  private void requireFitting(TableForm.Wanted wanted, Map<String, String> types)
      throws ReplicaSetupException {
    String column = Identifiers.quoted(wanted.name());
    String type = types.get(wanted.name());
    if (type == null) {
      if (form.isDocument()) {
        throw new ReplicaSetupException(
            "the table %s has no column %s".formatted(table, column), "drop the table");
      }
    } else if (!wanted.kind().fits(type)) {
      throw new ReplicaSetupException(
          "the column %s of %s has the type %s, and the contract says %s now"
              .formatted(column, table, type, wanted.kind().type()),
          "alter table %s alter column %s type %s using %s; or drop the table, and it is made anew"
              .formatted(table, column, wanted.kind().type(), conversion(wanted.kind(), column)));
    }
  }

  private static String conversion(ColumnKind kind, String column) {
    return Layout.isJson(kind.type())
        ? "to_jsonb(%s)".formatted(column)
        : "%s::%s".formatted(column, kind.type());
  }
}
