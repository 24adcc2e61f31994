package io.headwater.replica;

import io.headwater.client.consumer.TargetUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * PostgreSQL's advisory locks of a session: given up when its connection is gone, however that
 * came. They keep a second process waiting; that no two write is the position's work.
 */
final class SessionLock {

  private SessionLock() {}

  /**
   * Takes the lock of that name for the rest of the session.
   *
   * @throws TargetUnavailableException when another session has it
   */
  static void take(Connection connection, String name, String otherwise)
      throws SQLException, TargetUnavailableException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select pg_try_advisory_lock(k), k from hashtextextended(?, 0) as k")) {
      query.setString(1, "headwater replica " + name);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          String message = otherwise + holder(connection, row.getLong(2));
          throw new TargetUnavailableException(message, new SQLException(message));
        }
      }
    }
  }

  private static String holder(Connection connection, long key) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select pid from pg_locks
            where locktype = 'advisory' and granted and objsubid = 1
              and ((classid::bigint << 32) | objid::bigint) = ?
              and database = (select oid from pg_database where datname = current_database())
            """)) {
      query.setLong(1, key);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? " (its server process is %d)".formatted(row.getInt(1)) : "";
      }
    }
  }
}
