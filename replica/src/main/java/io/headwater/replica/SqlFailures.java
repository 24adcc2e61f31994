package io.headwater.replica;

import io.headwater.client.consumer.TargetUnavailableException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** What an error of the database means: it is not there, or it refuses what it was given. */
final class SqlFailures {

  private static final String TIMEOUT = "57014";

  private static final Set<String> REFUSAL_CLASSES =
      Set.of(
          "22", // a value that its column cannot hold
          "23", // a constraint of the user's
          "44", // a check of the user's
          "54", // too long for an index, or nested too deeply
          "P0"); // a trigger of the user's

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
          TIMEOUT, // of a statement
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

  /** Whether it is what was written that the database, or a trigger of the user's, refuses. */
  static boolean isRefusal(SQLException failure) {
    return REFUSAL_CLASSES.stream().anyMatch(state(failure)::startsWith);
  }

  /** Whether a statement took longer than it may. */
  static boolean isTimeout(SQLException failure) {
    return state(failure).equals(TIMEOUT);
  }

  /** What is wrong with the database where tables are made, or filled, when it can be told. */
  static Optional<ReplicaSetupException> setup(SQLException failure) {
    String state = state(failure);
    if (isRefusal(failure)) {
      return Optional.of(
          new ReplicaSetupException(
              "the tables cannot be made or filled: " + reason(failure), mend(failure)));
    }
    if (!state.startsWith("42") && !state.startsWith("3F")) {
      return Optional.empty();
    }
    String mend =
        switch (state) {
          case "3F000" -> "create the schema, or name another one with --table";
          case "42501" -> "grant the user what is missing, or give another user";
          default -> "see what stands under the table's name, or name another one with --table";
        };
    return Optional.of(
        new ReplicaSetupException(
            "the tables cannot be made: %s (SQLSTATE %s)".formatted(failure.getMessage(), state),
            mend));
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

  /** The refusal of changes that take too long together; fewer are tried the next time. */
  static RefusedChangeException tooLong(SQLException failure) {
    return new RefusedChangeException(
        state(failure),
        "take longer together than a statement may (SQLSTATE %s)".formatted(state(failure)),
        "none is needed, they come again in smaller statements; a higher statement_timeout in the address avoids it");
  }

  private static String reason(SQLException failure) {
    return switch (state(failure)) {
      case "22P05" -> "jsonb cannot hold the character \\u0000 (SQLSTATE 22P05)";
      case "22021" -> "text cannot hold the character \\u0000 (SQLSTATE 22021)";
      case "22003" -> "a number has more digits than its column can hold (SQLSTATE 22003)";
      case "22P02" ->
          "jsonb cannot hold one half of a surrogate pair, such as \\ud800 (SQLSTATE 22P02)";
      case "54000" -> "a value is too long for an index, or for jsonb (SQLSTATE 54000)";
      case "54001" -> "it is nested too deeply (SQLSTATE 54001)";
      case "P0001" -> "a trigger of the table refuses it (SQLSTATE P0001)";
      default ->
          state(failure).startsWith("23")
              ? failure.getMessage() + " (SQLSTATE " + state(failure) + ")"
              : "SQLSTATE " + state(failure);
    };
  }

  private static String mend(SQLException failure) {
    return switch (state(failure)) {
      case "22P05" -> "keep it as json: alter table … alter column … type json using to_json(…)";
      case "22021" ->
          "keep the member as json: alter table … alter column … type json using to_json(…); a key with it cannot be stored";
      case "22003", "22P02" ->
          "keep it as it is written: alter table … alter column … type json using to_json(…)";
      case "54000" ->
          "drop the index, or make it one of md5(…); a key of more than some 2,000 characters cannot be stored, leave its resource out with a filter";
      case "54001" -> "leave the resource out with a filter";
      case "P0001" -> "see what the trigger demands";
      default -> "alter or drop what stands against it in the table";
    };
  }
}
