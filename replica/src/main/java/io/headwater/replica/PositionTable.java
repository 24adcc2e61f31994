package io.headwater.replica;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The table {@code headwater_replica}: how far each consumer has come, in the replica's schema. */
final class PositionTable {

  static final String NAME = "headwater_replica";
  static final String OID_COLUMN = "table_oid";

  private static final String OID =
      "(select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace"
          + " where n.nspname || '.' || c.relname = ?)";

  private final String table;
  private final String consumer;
  private final String replica;

  PositionTable(String schema, String consumer, String replica) {
    this.table = Identifiers.quoted(schema) + "." + NAME;
    this.consumer = consumer;
    this.replica = replica;
  }

  String creation() {
    return """
        create table if not exists %s (
          consumer text primary key,
          table_name text not null,
          table_oid oid not null,
          position text not null,
          generation bigint not null,
          updated_at timestamptz not null)
        """
        .formatted(table);
  }

  /** What makes one of an earlier form like a new one. */
  String extension() {
    return """
        alter table %1$s add column if not exists table_oid oid;
        update %1$s set table_oid =
          (select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname || '.' || c.relname = table_name)
          where table_oid is null
        """
        .formatted(table);
  }

  Optional<Stored> read(Connection connection) throws SQLException, ReplicaSetupException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select position, generation, table_name from " + table + " where consumer = ?")) {
      query.setString(1, consumer);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        if (!row.getString(3).equals(replica)) {
          throw new ReplicaSetupException(
              "the consumer '%s' keeps the table %s, not %s"
                  .formatted(consumer, row.getString(3), replica),
              "give another consumer, or delete its row in " + NAME);
        }
        return Optional.of(new Stored(row.getString(1), row.getLong(2)));
      }
    }
  }

  /** Goes on from what is known; false when something else is stored. */
  boolean advance(Connection connection, Optional<Stored> known, Stored next) throws SQLException {
    return known.isPresent() ? update(connection, known.get(), next) : insert(connection, next);
  }

  /**
   * Forgets the positions of a table that is not there any more, whether another one has its name
   * or not.
   */
  void forgetOthers(Connection connection) throws SQLException {
    String others = " from " + table + " where table_name = ? and table_oid <> " + OID;
    // Looked for first: a database that is read only may be asked for a position.
    try (PreparedStatement query = connection.prepareStatement("select consumer" + others);
        PreparedStatement deletion = connection.prepareStatement("delete" + others)) {
      query.setString(1, replica);
      query.setString(2, replica);
      try (ResultSet found = query.executeQuery()) {
        if (!found.next()) {
          return;
        }
      }
      deletion.setString(1, replica);
      deletion.setString(2, replica);
      deletion.executeUpdate();
    }
  }

  private boolean update(Connection connection, Stored known, Stored next) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update "
                + table
                + " set position = ?, generation = ?, updated_at = now()"
                + " where consumer = ? and position = ? and generation = ?")) {
      statement.setString(1, next.position());
      statement.setLong(2, next.generation());
      statement.setString(3, consumer);
      statement.setString(4, known.position());
      statement.setLong(5, known.generation());
      return statement.executeUpdate() == 1;
    }
  }

  private boolean insert(Connection connection, Stored next) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into "
                + table
                + " (consumer, table_name, table_oid, position, generation, updated_at)"
                + " values (?, ?, "
                + OID
                + ", ?, ?, now()) on conflict do nothing")) {
      statement.setString(1, consumer);
      statement.setString(2, replica);
      statement.setString(3, replica);
      statement.setString(4, next.position());
      statement.setLong(5, next.generation());
      return statement.executeUpdate() == 1;
    }
  }
}
