package io.headwater.replica;

import io.headwater.client.consumer.StateChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the one change of many that the database refuses, by halves; leaves nothing behind. */
final class Culprit {

  private final ReplicaSession session;

  private final long generation;

  Culprit(ReplicaSession session, long generation) {
    this.session = session;
    this.generation = generation;
  }

  private interface Attempt<T> {
    Optional<SQLException> of(List<T> suspects) throws SQLException;
  }

  /** The refusal with the change's key, where it is one change alone. */
  SQLException find(List<Row> rows, List<StateChange.Delete> deletes, SQLException failure)
      throws SQLException {
    Optional<SQLException> found =
        among(deletes, StateChange.Delete::key, some -> attempt(List.of(), some));
    if (found.isEmpty()) {
      found = among(rows, Row::key, some -> attempt(some, deletes));
    }
    return found.orElseGet(() -> SqlFailures.refused(failure));
  }

  private static <T> Optional<SQLException> among(
      List<T> all, Function<T, String> key, Attempt<T> attempt) throws SQLException {
    List<T> suspects = all;
    Optional<SQLException> last = attempt.of(suspects);
    while (last.isPresent() && suspects.size() > 1) {
      List<T> first = suspects.subList(0, suspects.size() / 2);
      List<T> second = suspects.subList(suspects.size() / 2, suspects.size());
      last = attempt.of(first);
      suspects = first;
      if (last.isEmpty()) {
        last = attempt.of(second);
        suspects = second;
      }
    }
    return last.isPresent() && suspects.size() == 1
        ? Optional.of(SqlFailures.refused(key.apply(suspects.getFirst()), last.get()))
        : Optional.empty();
  }

  private Optional<SQLException> attempt(List<Row> rows, List<StateChange.Delete> deletes)
      throws SQLException {
    Connection connection = session.connection();
    try {
      session.statements().delete(connection, deletes);
      session.statements().upsert(connection, rows, generation);
      return Optional.empty();
    } catch (SQLException e) {
      if (!SqlFailures.isRefusal(e)) {
        throw e;
      }
      return Optional.of(e);
    } finally {
      connection.rollback();
    }
  }
}
