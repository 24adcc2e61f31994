package io.headwater.capture.capture;

import io.headwater.capture.normalize.ColumnDeclaration;
import io.headwater.capture.normalize.ColumnFacts;
import io.headwater.capture.normalize.LogPosition;
import io.headwater.core.resource.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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

  // Every column with the types that its own is a domain over, down to the one that is none. The
  // type
  // modifier is that of the innermost declaration; char types count four bytes more than
  // characters.
  private static final String COLUMNS =
      """
      with recursive typed as (
        select a.attrelid, a.attnum, a.attname, a.attnotnull as not_null, a.atttypmod as typmod,
               t.oid as type, t.typtype, t.typbasetype, t.typtypmod, t.typnotnull,
               false as domain
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = ? and a.attnum > 0 and not a.attisdropped
        union all
        select b.attrelid, b.attnum, b.attname, b.not_null or b.typnotnull, b.typtypmod,
               t.oid, t.typtype, t.typbasetype, t.typtypmod, t.typnotnull,
               true
        from typed b join pg_type t on t.oid = b.typbasetype
        where b.typtype = 'd'
      )
      select c.attname, c.not_null, c.domain, e.oid is not null as is_array,
             coalesce(e.typname, t.typname) as typname,
             coalesce(e.typtype, t.typtype) as typtype,
             case when c.typmod < 0 then null
                  when coalesce(e.typname, t.typname) in ('varchar', 'bpchar') then c.typmod - 4
                  when coalesce(e.typname, t.typname) in ('bit', 'varbit') then c.typmod
             end as length,
             array(select l.enumlabel from pg_enum l
                   where l.enumtypid = coalesce(e.oid, t.oid) order by l.enumsortorder)
               as labels,
             col_description(c.attrelid, c.attnum) as comment
      from typed c
      join pg_type t on t.oid = c.type
      left join pg_type e on e.typarray = t.oid
      where c.typtype <> 'd'
      order by c.attnum
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

  /** The columns of a table and its comment. */
  SourceColumns.Table columns(TableFacts table) throws SQLException {
    Map<String, ColumnDeclaration> columns = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
      query.setLong(1, table.oid());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String name = row.getString("attname");
          columns.put(name, facts(row, table.primaryKey().contains(name)));
        }
      }
    }
    return new SourceColumns.Table(comment(table), columns);
  }

  private static ColumnFacts facts(ResultSet row, boolean inPrimaryKey) throws SQLException {
    int length = row.getInt("length");
    Optional<Integer> declared = row.wasNull() ? Optional.empty() : Optional.of(length);
    return new ColumnFacts(
        new ColumnFacts.Type(
            row.getString("typname"),
            kind(row.getString("typtype")),
            declared,
            List.of((String[]) row.getArray("labels").getArray())),
        row.getBoolean("is_array"),
        row.getBoolean("domain"),
        !row.getBoolean("not_null"),
        inPrimaryKey,
        Optional.ofNullable(row.getString("comment")));
  }

  private static ColumnFacts.Kind kind(String typtype) {
    return switch (typtype) {
      case "e" -> ColumnFacts.Kind.ENUM;
      case "c", "r", "m" -> ColumnFacts.Kind.TEXT_ONLY;
      default -> ColumnFacts.Kind.BASE;
    };
  }

  private Optional<String> comment(TableFacts table) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select obj_description(?, 'pg_class')")) {
      query.setLong(1, table.oid());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return Optional.ofNullable(row.getString(1));
      }
    }
  }

  /**
   * The columns of each unique index that holds for all rows at any moment: neither partial, nor on
   * expressions, nor deferrable.
   */
  List<Set<String>> uniqueIndexes(TableFacts table) throws SQLException {
    List<Set<String>> indexes = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select array(select a.attname::text from pg_attribute a
                         where a.attrelid = i.indrelid
                           and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
            from pg_index i
            where i.indrelid = ? and i.indisunique and i.indimmediate and i.indisvalid
              and i.indpred is null and i.indexprs is null
            """)) {
      query.setLong(1, table.oid());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          indexes.add(Set.of((String[]) row.getArray(1).getArray()));
        }
      }
    }
    return indexes;
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
                   or t.typname in ('_money', '_name', '_interval', '_bit', '_varbit', '_xml', '_point'))
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
