package io.headwater.replica;

import io.headwater.client.consumer.TargetUnavailableException;
import java.sql.SQLException;
import java.util.Set;

/** What an error of the database means: it is not there, or it refuses what it was given. */
final class SqlFailures {

  private static final Set<String> UNAVAILABLE_CLASSES =
      Set.of(
          "08", // no connection
          "53", // too many connections, no memory, no disk
          "40", // deadlock, serialization: the transaction is written again
          "58"); // the server cannot read or write its files

  private static final Set<String> UNAVAILABLE =
      Set.of(
          "25006", // read only: a standby, or a failover under way
          "25P03", // idle in a transaction for too long
          "55P03", // a lock was not given in time
          "57014", // the statement took too long
          "57P01", // the server or this session is being ended
          "57P02", // another session has crashed
          "57P03", // the server is starting up
          "57P05"); // idle for too long

  private SqlFailures() {}

  static boolean isUnavailable(SQLException failure) {
    String state = state(failure);
    return UNAVAILABLE.contains(state)
        || UNAVAILABLE_CLASSES.stream().anyMatch(state::startsWith)
        // The driver says nothing about a connection that it has closed itself.
        || state.isEmpty();
  }

  static boolean isData(SQLException failure) {
    return state(failure).startsWith("22") || state(failure).startsWith("23");
  }

  static TargetUnavailableException unavailable(ReplicaDatabase database, SQLException failure) {
    return new TargetUnavailableException(
        "%s cannot be written now: %s (SQLSTATE %s)"
            .formatted(database.place(), failure.getMessage(), state(failure)),
        failure);
  }

  static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null ? "" : state;
  }

  /** The refusal of that change, without the server's text where that may quote a value. */
  static RefusedChangeException refused(String key, SQLException failure) {
    return new RefusedChangeException(
        key, state(failure), "does not fit: " + reason(failure), mend(failure));
  }

  /** The refusal of changes of which each alone fits. */
  static RefusedChangeException refused(SQLException failure) {
    return new RefusedChangeException(
        state(failure), "do not fit together: " + reason(failure), mend(failure));
  }

  private static String reason(SQLException failure) {
    return switch (state(failure)) {
      case "22P05" -> "jsonb cannot hold the character \\u0000 (SQLSTATE 22P05)";
      case "22021" -> "text cannot hold the character \\u0000 (SQLSTATE 22021)";
      case "22003" -> "a number is too large for its column (SQLSTATE 22003)";
      default ->
          state(failure).startsWith("23")
              ? failure.getMessage() + " (SQLSTATE " + state(failure) + ")"
              : "SQLSTATE " + state(failure);
    };
  }

  private static String mend(SQLException failure) {
    return switch (state(failure)) {
      case "22P05" ->
          "keep the document as json: alter table … alter column … type json using to_json(…)";
      case "22021" ->
          "keep the member as json: alter table … alter column … type json using to_json(…); a key with it cannot be stored";
      case "22003" -> "alter the column to numeric";
      default -> "alter or drop what stands against it in the table";
    };
  }
}
