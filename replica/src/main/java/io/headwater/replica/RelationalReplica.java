package io.headwater.replica;

import io.headwater.client.consumer.StateChange;
import io.headwater.client.consumer.StateSink;
import io.headwater.client.consumer.TargetUnavailableException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table in PostgreSQL that is equal to the stream: changes and position are one transaction.
 *
 * <p>The transaction names the position that it goes on from, so a process that does not know of
 * another's writes cannot write before it has read the position again. While another process has
 * the consumer or the table, this one is told that the target is unavailable. A change that does
 * not fit is a {@link RefusedChangeException}; a database that does not is a {@link
 * ReplicaSetupException}. One thread at a time; {@link #close} ends the connection, and the next
 * call opens another.
 */
public final class RelationalReplica implements StateSink {

  private static final Logger LOG = LoggerFactory.getLogger(RelationalReplica.class);

  private final ReplicaSettings settings;
  private final TableForm form;
  private final StatementRows most = new StatementRows();

  private @Nullable ReplicaSession session;

  /** What is stored, as the session found or left it. */
  private Optional<Stored> stored = Optional.empty();

  /** Whether a change was refused: somebody may have mended the table since. */
  private boolean refused;

  private RelationalReplica(ReplicaSettings settings, TableForm form) {
    this.settings = settings;
    this.form = form;
  }

  /** A replica of whole documents: {@code id, version, document, generation}. */
  public static RelationalReplica ofDocuments(ReplicaSettings settings) {
    return new RelationalReplica(settings, TableForm.document());
  }

  /**
   * A replica with a column for each member that the contract names.
   *
   * @param contract the JSON Schema that {@code /v1/resources/{type}/schema} answers
   * @throws IllegalArgumentException when it is none, or a member cannot name a column
   */
  public static RelationalReplica ofColumns(ReplicaSettings settings, String contract) {
    return new RelationalReplica(settings, TableForm.columns(contract));
  }

  /**
   * Connects, and makes what is missing; the other methods do this by themselves.
   *
   * @throws TargetUnavailableException when the database does not answer, or another process has
   *     the consumer or the table
   * @throws ReplicaSetupException when a table is there that does not fit
   * @throws SQLException when the database refuses for another reason
   */
  public void prepare() throws SQLException, TargetUnavailableException, ReplicaSetupException {
    session();
  }

  /** Whether that says that another process has the consumer or the table, or a lock on it. */
  public static boolean isHeldByAnother(TargetUnavailableException failure) {
    return SessionLock.isHeld(failure);
  }

  @Override
  public Optional<String> position()
      throws SQLException, TargetUnavailableException, ReplicaSetupException {
    if (session == null || !isReadAgain(session)) {
      // Whoever reads it goes on from it, whoever wrote it: nothing that was known before counts.
      close();
      session();
    }
    return stored.map(Stored::position);
  }

  // A session that lives has its locks, which are not to go to another.
  private boolean isReadAgain(ReplicaSession current) throws ReplicaSetupException {
    try {
      stored = current.positions().read(current.connection());
      current.connection().rollback();
      return true;
    } catch (SQLException e) {
      LOG.debug("The session with {} has ended", settings.database(), e);
      return false;
    }
  }

  @Override
  public void apply(List<StateChange> changes, String position)
      throws SQLException, TargetUnavailableException, ReplicaSetupException {
    Batch batch = Batch.of(changes);
    ReplicaSession open = session();
    // Until the rows are read: a change that does not fit may find a mended table the next time.
    refused = true;
    List<Row> rows = batch.rows(open.reader());
    refused = false;
    Stored next = new Stored(position, generation());
    write(
        next,
        rows.size() + batch.deletes().size(),
        current -> change(current, rows, batch.deletes(), next.generation()),
        (current, failure) ->
            new Culprit(current, next.generation()).find(rows, batch.deletes(), failure));
  }

  @Override
  public void beginReplacement(long generation, String position)
      throws SQLException, TargetUnavailableException, ReplicaSetupException {
    session();
    write(
        new Stored(position, generation),
        0,
        current -> {},
        (current, failure) -> SqlFailures.refused(failure));
  }

  @Override
  public void completeReplacement(long generation, String position)
      throws SQLException, TargetUnavailableException, ReplicaSetupException {
    session();
    write(
        new Stored(position, generation),
        0,
        current ->
            current.withLongLimit(
                () -> current.statements().sweep(current.connection(), generation)),
        (current, failure) -> SqlFailures.refused(failure));
  }

  /** Whether the database answers, may be written, and no other process has this replica. */
  @Override
  public boolean isAvailable() {
    try {
      boolean available = session().isWritable();
      if (!available) {
        close();
      }
      return available;
    } catch (SQLException | TargetUnavailableException e) {
      close();
      LOG.debug("{} is not available: {}", settings.database(), e.getMessage());
      return false;
    } catch (ReplicaSetupException e) {
      // The next write tells what is wrong.
      return true;
    }
  }

  /** Ends the connection. */
  @Override
  public void close() {
    refused = false;
    if (session != null) {
      session.close();
      session = null;
    }
  }

  private interface Work {
    void run(ReplicaSession current) throws SQLException, ReplicaSetupException;
  }

  private interface Explanation {
    SQLException of(ReplicaSession current, SQLException failure) throws SQLException;
  }

  private ReplicaSession session()
      throws SQLException, TargetUnavailableException, ReplicaSetupException {
    if (session != null && !refused) {
      return session;
    }
    ReplicaSession opened = opened(stored);
    stored = opened.stored();
    session = opened;
    refused = false;
    return opened;
  }

  private ReplicaSession opened(Optional<Stored> known)
      throws SQLException, TargetUnavailableException, ReplicaSetupException {
    boolean opened = false;
    try {
      ReplicaSession result =
          session == null
              ? ReplicaSession.open(settings, form, most, known)
              : session.renewed(settings, form, most, known);
      opened = true;
      return result;
    } catch (SQLException e) {
      if (SqlFailures.isUnavailable(e)) {
        throw SqlFailures.unavailable(settings.database(), e);
      }
      Optional<ReplicaSetupException> setup = SqlFailures.setup(e);
      if (setup.isPresent()) {
        throw setup.get();
      }
      throw e;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  private void write(Stored next, int changes, Work work, Explanation explanation)
      throws SQLException, TargetUnavailableException, ReplicaSetupException {
    ReplicaSession current = session();
    boolean settled = false;
    try {
      if (!current.positions().advance(current.connection(), stored, next)) {
        throw changed();
      }
      work.run(current);
      current.connection().commit();
      stored = Optional.of(next);
      most.inTime(changes);
      settled = true;
    } catch (SQLException e) {
      SQLException told = told(current, changes, explanation, e);
      if (SqlFailures.isRefusal(told)) {
        // All was rolled back: nobody gets the replica because one change does not fit.
        refused = true;
        settled = true;
      }
      throw told;
    } finally {
      if (!settled) {
        // What is stored is read again; a session in doubt is not used any more.
        close();
      }
    }
  }

  private SQLException told(
      ReplicaSession current, int changes, Explanation explanation, SQLException failure)
      throws TargetUnavailableException {
    SQLException told = failure;
    if (SqlFailures.isTimeout(failure) && most.tooLate(changes)) {
      return SqlFailures.tooLong(failure);
    }
    if (SqlFailures.isRefusal(failure)) {
      try {
        current.connection().rollback();
        return explanation.of(current, failure);
      } catch (SQLException e) {
        told = e;
      }
    }
    if (SqlFailures.isUnavailable(told)) {
      throw SqlFailures.unavailable(settings.database(), told);
    }
    return told;
  }

  private TargetUnavailableException changed() {
    String problem =
        "somebody has changed the position of the consumer '%s' in %s; what is stored is read again"
            .formatted(settings.consumer(), settings.database().place());
    return new TargetUnavailableException(problem, new IllegalStateException(problem));
  }

  private long generation() {
    return stored.map(Stored::generation).orElse(0L);
  }

  private static void change(
      ReplicaSession current, List<Row> rows, List<StateChange.Delete> deletes, long generation)
      throws SQLException {
    // First what goes: what comes may need its place in an index of the user's.
    current.statements().delete(current.connection(), deletes);
    current.statements().upsert(current.connection(), rows, generation);
  }
}
