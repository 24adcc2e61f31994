package io.headwater.replica;

import io.headwater.client.consumer.TargetUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * PostgreSQL's advisory locks of a session: given up when its connection is gone, however that
 * came. They keep a second process waiting; that no two write is the position's work.
 */
final class SessionLock {

  /** PostgreSQL's own state of a lock that somebody else has. */
  private static final String HELD = "55P03";

  private static final String TEXT = "headwater replica ";

  /** How long a session that was just ended may take to give its lock up. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private SessionLock() {}

  /** Whether a lock of another session is why nothing can be written. */
  static boolean isHeld(TargetUnavailableException failure) {
    return failure.getCause() instanceof SQLException cause && HELD.equals(cause.getSQLState());
  }

  /**
   * Takes the lock of that name for the rest of the session.
   *
   * @throws TargetUnavailableException when another session has it
   */
  static void take(Connection connection, String name, String otherwise)
      throws SQLException, TargetUnavailableException {
    String usual = limitWaits(connection, GRACE.toMillis() + "ms");
    try (PreparedStatement query =
        connection.prepareStatement("select pg_advisory_lock(hashtextextended(?, 0))")) {
      query.setString(1, TEXT + name);
      query.execute();
    } catch (SQLException e) {
      if (!HELD.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback();
      String message = otherwise + holder(connection, name);
      throw new TargetUnavailableException(message, new SQLException(message, HELD));
    }
    limitWaits(connection, usual);
  }

  /** Limits the transaction's waits for locks; gives the limit that was before. */
  private static String limitWaits(Connection connection, String limit) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select before, set_config('lock_timeout', ?, true)"
                + " from (select current_setting('lock_timeout') as before offset 0) as was")) {
      query.setString(1, limit);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static String holder(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select pid from pg_locks
            where locktype = 'advisory' and granted and objsubid = 1
              and ((classid::bigint << 32) | objid::bigint) = hashtextextended(?, 0)
              and database = (select oid from pg_database where datname = current_database())
            """)) {
      query.setString(1, TEXT + name);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? " (its server process is %d)".formatted(row.getInt(1)) : "";
      }
    }
  }
}
