package io.headwater.replica;

import io.headwater.client.consumer.StateChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Finds the one change of many that the database refuses, by halves; leaves nothing behind. */
final class Culprit {

  private final ReplicaSession session;

  Culprit(ReplicaSession session) {
    this.session = session;
  }

  /** The refusal with the change's key, where it is one change alone. */
  SQLException find(List<Row> rows, List<StateChange.Delete> deletes, SQLException failure)
      throws SQLException {
    List<Row> suspects = rows;
    Optional<SQLException> last = attempt(suspects, deletes);
    while (last.isPresent() && suspects.size() > 1) {
      List<Row> first = suspects.subList(0, suspects.size() / 2);
      List<Row> second = suspects.subList(suspects.size() / 2, suspects.size());
      last = attempt(first, deletes);
      suspects = first;
      if (last.isEmpty()) {
        last = attempt(second, deletes);
        suspects = second;
      }
    }
    return last.isPresent() && suspects.size() == 1
        ? SqlFailures.refused(suspects.getFirst().key(), last.get())
        : SqlFailures.refused(failure);
  }

  private Optional<SQLException> attempt(List<Row> rows, List<StateChange.Delete> deletes)
      throws SQLException {
    Connection connection = session.connection();
    try {
      session.statements().delete(connection, deletes);
      session.statements().upsert(connection, rows, 0);
      return Optional.empty();
    } catch (SQLException e) {
      if (!SqlFailures.isData(e)) {
        throw e;
      }
      return Optional.of(e);
    } finally {
      connection.rollback();
    }
  }
}
