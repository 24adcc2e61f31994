package io.headwater.capture.capture;

import io.headwater.capture.normalize.LogPosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Places in PostgreSQL's write-ahead log that a client names: whether the log was read as far, and
 * what makes an idle log be read further. Thread-safe.
 */
public final class LogMarker {

  /** How long the server may take. */
  private static final Duration ANSWER = Duration.ofSeconds(2);

  // A message of a transaction of its own: the engine reads it and so moves on, and no table is
  // written.
  private static final String MARK = "select pg_logical_emit_message(true, 'headwater', '')";

  private final Map<String, String> connector;

  /**
   * Marks the log of the database that a connector reads.
   *
   * @param connector the connector's properties; may hold secrets
   */
  public LogMarker(Map<String, String> connector) {
    this.connector = Map.copyOf(connector);
  }

  /** Whether a text is a place in the log, such as {@code 0/1A2B3C8}. */
  public static boolean isPlace(String text) {
    return LogPosition.parse(text).isPresent();
  }

  /** Whether all that is before a place was read. */
  public static boolean isReached(String place, Optional<String> read) {
    Optional<LogPosition> asked = LogPosition.parse(place);
    Optional<LogPosition> reached = read.flatMap(LogPosition::parse);
    return asked.isPresent() && reached.isPresent() && asked.get().isWithin(reached.get());
  }

  /**
   * Writes a mark behind all that is committed. Blocks for a moment.
   *
   * @throws SQLException when the server cannot be reached in time or refuses
   */
  public void write() throws SQLException {
    try (Connection connection = PostgresConnections.openBounded(connector, ANSWER);
        Statement statement = connection.createStatement()) {
      statement.execute(MARK);
    }
  }
}
