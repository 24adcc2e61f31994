package io.headwater.capture.capture;

import io.headwater.capture.normalize.BinlogColumn;
import io.headwater.capture.normalize.ColumnDeclaration;
import io.headwater.core.resource.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a MariaDB or MySQL server says of itself and of its tables. */
final class BinlogCatalog {

  /** A table, whose columns are in its order. */
  record TableFacts(
      TableName name,
      Optional<String> comment,
      Map<String, ColumnDeclaration> columns,
      Set<String> primaryKey,
      List<Set<String>> uniqueIndexes) {}

  private static final String TABLE =
      """
      select table_name, table_comment from information_schema.tables
      where table_schema = ? and table_name = ? and table_type <> 'VIEW'
      """;

  private static final String COLUMNS =
      """
      select column_name, data_type, column_type, character_maximum_length, is_nullable,
             column_key, column_comment
      from information_schema.columns
      where table_schema = ? and table_name = ?
      order by ordinal_position
      """;

  private static final String CASCADES =
      """
      select constraint_name from information_schema.referential_constraints
      where constraint_schema = ? and table_name = ?
        and (delete_rule in ('CASCADE', 'SET NULL') or update_rule in ('CASCADE', 'SET NULL'))
      order by constraint_name
      """;

  private static final String UNIQUE_INDEXES =
      """
      select index_name, column_name from information_schema.statistics
      where table_schema = ? and table_name = ? and non_unique = 0
      order by index_name, seq_in_index
      """;

  private final Connection connection;

  BinlogCatalog(Connection connection) {
    this.connection = connection;
  }

  /** A variable of the server; empty when it has none of that name. */
  Optional<String> variable(String name) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery("show global variables like '" + name + "'")) {
      return row.next() ? Optional.ofNullable(row.getString(2)) : Optional.empty();
    }
  }

  /** The user's grants, as the server writes them. */
  List<String> grants() throws SQLException {
    List<String> grants = new ArrayList<>();
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery("show grants")) {
      while (row.next()) {
        grants.add(row.getString(1));
      }
    }
    return grants;
  }

  Optional<TableFacts> table(TableName name) throws SQLException {
    try (PreparedStatement query = prepared(TABLE, name);
        ResultSet row = query.executeQuery()) {
      // The catalogue compares names without regard to case, the engine does not.
      if (!row.next() || !name.table().equals(row.getString(1))) {
        return Optional.empty();
      }
      Optional<String> comment =
          Optional.ofNullable(row.getString(2)).filter(text -> !text.isEmpty());
      Map<String, ColumnDeclaration> columns = new LinkedHashMap<>();
      Set<String> primaryKey = new LinkedHashSet<>();
      columns(name, columns, primaryKey);
      return Optional.of(new TableFacts(name, comment, columns, primaryKey, uniqueIndexes(name)));
    }
  }

  /** The tables of the database, for a hint at what is meant. */
  Set<String> tables(String database) throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select table_name from information_schema.tables where table_schema = ? and table_type <> 'VIEW'")) {
      query.setString(1, database);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          tables.add(row.getString(1));
        }
      }
    }
    return tables;
  }

  /** The foreign keys by which a change of another table changes rows of this one. */
  List<String> cascades(TableName name) throws SQLException {
    List<String> constraints = new ArrayList<>();
    try (PreparedStatement query = prepared(CASCADES, name);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        constraints.add(row.getString(1));
      }
    }
    return constraints;
  }

  private void columns(
      TableName name, Map<String, ColumnDeclaration> columns, Set<String> primaryKey)
      throws SQLException {
    try (PreparedStatement query = prepared(COLUMNS, name);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        String column = row.getString("column_name");
        boolean inKey = "PRI".equals(row.getString("column_key"));
        if (inKey) {
          primaryKey.add(column);
        }
        long length = row.getLong("character_maximum_length");
        Optional<Long> declared = row.wasNull() ? Optional.empty() : Optional.of(length);
        columns.put(
            column,
            new BinlogColumn(
                row.getString("data_type"),
                row.getString("column_type"),
                declared,
                "YES".equals(row.getString("is_nullable")),
                inKey,
                Optional.ofNullable(row.getString("column_comment"))
                    .filter(text -> !text.isEmpty())));
      }
    }
  }

  private List<Set<String>> uniqueIndexes(TableName name) throws SQLException {
    Map<String, Set<String>> indexes = new LinkedHashMap<>();
    try (PreparedStatement query = prepared(UNIQUE_INDEXES, name);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        indexes
            .computeIfAbsent(row.getString(1), absent -> new HashSet<>())
            .add(String.valueOf(row.getString(2)));
      }
    }
    return List.copyOf(indexes.values());
  }

  /** The rows that the server's statistics promise; tables without statistics are left out. */
  Map<TableName, Long> estimates(List<TableName> tables) throws SQLException {
    Map<TableName, Long> rows = new LinkedHashMap<>();
    for (TableName table : tables) {
      try (PreparedStatement query =
              prepared(
                  """
                  select table_rows from information_schema.tables
                  where table_schema = ? and table_name = ? and table_rows is not null
                  """,
                  table);
          ResultSet row = query.executeQuery()) {
        if (row.next()) {
          rows.put(table, row.getLong(1));
        }
      }
    }
    return rows;
  }

  private PreparedStatement prepared(String sql, TableName name) throws SQLException {
    PreparedStatement query = connection.prepareStatement(sql);
    query.setString(1, name.schema());
    query.setString(2, name.table());
    return query;
  }
}
