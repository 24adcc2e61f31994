package io.headwater.capture.capture;

import io.headwater.capture.normalize.LogPosition;
import io.headwater.core.resource.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the server's catalogue says of tables and replication slots. */
final class PostgresCatalog {

  /** A replication slot of that name; {@code activePid} is 0 when nobody uses it. */
  record Slot(boolean active, int activePid) {}

  /**
   * A table.
   *
   * @param identity pg_class.relreplident: d(efault), n(othing), f(ull) or i(ndex)
   */
  record TableFacts(Set<String> columns, Set<String> primaryKey, char identity, long oid) {}

  private static final String TABLE =
      """
      select c.oid, c.relreplident, a.attname,
             coalesce(a.attnum = any (i.indkey::int2[]), false) as in_key
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_index i on i.indrelid = c.oid and i.indisprimary
      where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p')
      order by a.attnum
      """;

  // An update of the row of pg_class gives it another xmin; VACUUM and ANALYZE change it in place.
  private static final String IDENTITY =
      """
      select c.relreplident, c.xmin::text as version, a.attname, i.indisreplident,
             (case when pg_is_in_recovery()
                then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                else pg_current_wal_insert_lsn() end)::text as log_end
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      left join pg_index i on i.indrelid = c.oid and i.indisunique and not i.indisprimary
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey::int2[])
      where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p')
      """;

  private final Connection connection;

  PostgresCatalog(Connection connection) {
    this.connection = connection;
  }

  Optional<TableFacts> table(TableName name) throws SQLException {
    Set<String> columns = new LinkedHashSet<>();
    Set<String> key = new LinkedHashSet<>();
    char identity = 'd';
    long oid = 0;
    try (PreparedStatement query = connection.prepareStatement(TABLE)) {
      query.setString(1, name.schema());
      query.setString(2, name.table());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          oid = row.getLong("oid");
          identity = row.getString("relreplident").charAt(0);
          columns.add(row.getString("attname"));
          if (row.getBoolean("in_key")) {
            key.add(row.getString("attname"));
          }
        }
      }
    }
    return columns.isEmpty()
        ? Optional.empty()
        : Optional.of(new TableFacts(columns, key, identity, oid));
  }

  /** The columns of the unique index that is a table's replica identity. */
  Set<String> identityIndex(TableFacts table) throws SQLException {
    Set<String> columns = new LinkedHashSet<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select a.attname from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey::int2[])
            where i.indrelid = ? and i.indisreplident
            """)) {
      query.setLong(1, table.oid());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          columns.add(row.getString(1));
        }
      }
    }
    return columns;
  }

  /**
   * A table's replica identity now.
   *
   * @param identity pg_class.relreplident: d(efault), n(othing), f(ull) or i(ndex)
   * @param version another one whenever the identity was changed, even when it was changed back
   * @param index the columns of the index that is the identity
   * @param unique the columns of all unique indexes besides the primary key
   * @param at the end of the log, not before the last change of the identity
   */
  record IdentityFacts(
      char identity, String version, Set<String> index, Set<String> unique, LogPosition at) {}

  Optional<IdentityFacts> replicaIdentity(TableName name) throws SQLException {
    Set<String> index = new HashSet<>();
    Set<String> unique = new HashSet<>();
    try (PreparedStatement query = connection.prepareStatement(IDENTITY)) {
      query.setString(1, name.schema());
      query.setString(2, name.table());
      try (ResultSet row = query.executeQuery()) {
        Optional<IdentityFacts> facts = Optional.empty();
        while (row.next()) {
          String column = row.getString("attname");
          if (column != null) {
            unique.add(column);
          }
          if (column != null && row.getBoolean("indisreplident")) {
            index.add(column);
          }
          facts =
              Optional.of(
                  new IdentityFacts(
                      row.getString("relreplident").charAt(0),
                      row.getString("version"),
                      index,
                      unique,
                      LogPosition.parse(row.getString("log_end")).orElseThrow()));
        }
        return facts;
      }
    }
  }

  /** The names of the domains over numeric, in upper case. */
  Set<String> numericDomains() throws SQLException {
    return texts(
        "select upper(typname) from pg_type where typtype = 'd' and typbasetype = 'numeric'::regtype");
  }

  /** The columns whose values the engine leaves out or makes null, with their types. */
  Map<String, String> unreadableColumns(TableFacts table) throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select a.attname,
                   format_type(a.atttypid, a.atttypmod)
                     || case when a.attndims > 1 then ' of several dimensions' else '' end
            from pg_attribute a join pg_type t on t.oid = a.atttypid
            where a.attrelid = ? and a.attnum > 0 and not a.attisdropped
              and (a.attndims > 1
                   or t.typname in ('_money', '_name', '_interval', '_varbit', '_xml', '_point'))
            """)) {
      query.setLong(1, table.oid());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          columns.put(row.getString(1), row.getString(2));
        }
      }
    }
    return columns;
  }

  private Set<String> texts(String sql) throws SQLException {
    Set<String> found = new LinkedHashSet<>();
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }

  /** The rows that the server's statistics promise; tables without statistics are left out. */
  Map<TableName, Long> estimates(List<TableName> tables) throws SQLException {
    Map<TableName, Long> rows = new LinkedHashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select c.reltuples::bigint from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = ? and c.relname = ? and c.reltuples >= 0
            """)) {
      for (TableName table : tables) {
        query.setString(1, table.schema());
        query.setString(2, table.table());
        try (ResultSet row = query.executeQuery()) {
          if (row.next()) {
            rows.put(table, row.getLong(1));
          }
        }
      }
    }
    return rows;
  }

  Optional<Slot> slot(String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select active, coalesce(active_pid, 0) from pg_replication_slots where slot_name = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(new Slot(row.getBoolean(1), row.getInt(2)))
            : Optional.empty();
      }
    }
  }

  void dropSlot(String name) throws SQLException {
    try (PreparedStatement drop =
        connection.prepareStatement("select pg_drop_replication_slot(?)")) {
      drop.setString(1, name);
      drop.execute();
    }
  }

  /** One value of one row. */
  String setting(String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }
}
