package io.headwater.capture.capture;

import io.headwater.capture.capture.PostgresCatalog.IdentityFacts;
import io.headwater.capture.normalize.BeforeImage;
import io.headwater.capture.normalize.LogPosition;
import io.headwater.capture.normalize.ReplicaIdentity;
import io.headwater.core.resource.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the replica identities of the tables while an engine runs.
 *
 * <p>Neither the engine's records nor its schemas say which identity a change was logged under, and
 * the catalogue only says what holds now, which for a change from the past may be too late. So an
 * identity is known together with the position from which on it surely holds:
 *
 * <ul>
 *   <li>What the catalogue says holds from the end of the log at that moment on, until a new schema
 *       object shows that the server sent a new relation message; then the catalogue is read again.
 *   <li>If the table's row in pg_class is still the same then, nothing was altered in between (a
 *       VACUUM or ANALYZE also causes relation messages), and the identity holds from the first
 *       reading on. Otherwise it holds from this reading on.
 *   <li>Changes before that position are in doubt: of them only the columns count that {@link
 *       BeforeImage} can prove to be logged. This may end in quarantine, never in silence.
 *   <li>A row that is taken as whole but looks as if only its key were logged makes the catalogue
 *       be read again, unless the last reading was after that change. This holds even if the engine
 *       should once keep its schema objects over a relation message.
 * </ul>
 *
 * <p>The catalogue is read over a connection of its own, with a limit, and only in these cases. If
 * that fails, the engine ends and goes on later at its position. Not thread-safe.
 */
final class ReplicaIdentities {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaIdentities.class);

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** Reads what the catalogue says of a table now; empty when there is no such table. */
  @FunctionalInterface
  interface Catalogue {
    Optional<IdentityFacts> read(TableName table) throws SQLException;
  }

  /**
   * One table.
   *
   * @param version the catalogue's
   * @param read the end of the log when the catalogue was read last
   * @param schema the schema of the last before image; empty when there was none yet
   */
  private record Known(
      ReplicaIdentity identity, String version, LogPosition read, Optional<Schema> schema) {

    static final Known NOTHING =
        new Known(ReplicaIdentity.KEY_ONLY, "", new LogPosition(0), Optional.empty());

    // The engine makes a new, equal schema object after each relation message: identity is the
    // sign.
    @SuppressWarnings("ReferenceEquality")
    boolean covers(BeforeImage image) {
      if (schema.isEmpty() || schema.get() != image.version()) {
        return false;
      }
      return !identity.wholeRows()
          || image.position().compareTo(read) <= 0
          || image.provesWholeRow(identity.candidates());
    }
  }

  private final Map<TableName, Known> tables = new HashMap<>();
  private final Catalogue catalogue;

  ReplicaIdentities(Map<String, String> connector) {
    this(
        table -> {
          try (Connection connection = PostgresConnections.openBounded(connector, ANSWER_LIMIT)) {
            return new PostgresCatalog(connection).replicaIdentity(table);
          }
        });
  }

  ReplicaIdentities(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Reads the identities before the engine starts. */
  void read(PostgresCatalog catalog, List<TableName> names) throws SQLException {
    for (TableName name : names) {
      tables.put(name, updated(Known.NOTHING, catalog.replicaIdentity(name), Optional.empty()));
    }
  }

  /** What is known of the table, as of the record that was observed last. */
  ReplicaIdentity of(TableName table) {
    return tables.getOrDefault(table, Known.NOTHING).identity();
  }

  /**
   * Sees a record before it is read.
   *
   * @throws IllegalStateException when the catalogue must be read and cannot be
   */
  void observe(SourceRecord engineRecord) {
    Optional<BeforeImage> found = BeforeImage.of(engineRecord);
    if (found.isEmpty()) {
      return;
    }
    BeforeImage image = found.get();
    Known known = tables.getOrDefault(image.table(), Known.NOTHING);
    if (known.covers(image)) {
      return;
    }
    try {
      Known now = updated(known, catalogue.read(image.table()), Optional.of(image.version()));
      tables.put(image.table(), now);
      if (known.identity().wholeRows() && !now.identity().wholeRows()) {
        LOG.warn(
            "Table {} no longer logs whole rows; if its mapping needs former values, its deletes and"
                + " moves go to quarantine: run ALTER TABLE {} REPLICA IDENTITY FULL",
            image.table(),
            image.table());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "the replica identity of table %s cannot be read from the catalogue (SQL state %s); its changes are read again once the server answers"
              .formatted(image.table(), e.getSQLState()),
          e);
    }
  }

  private static Known updated(
      Known known, Optional<IdentityFacts> facts, Optional<Schema> schema) {
    if (facts.isEmpty()) {
      return new Known(ReplicaIdentity.KEY_ONLY, "", new LogPosition(0), schema);
    }
    IdentityFacts now = facts.get();
    // A change of the index alone leaves the row of pg_class as it is.
    boolean unchanged = now.identity() != 'i' && now.version().equals(known.version());
    Set<String> candidates = new HashSet<>(known.identity().candidates());
    candidates.addAll(now.unique());
    return new Known(
        new ReplicaIdentity(
            now.identity() == 'f',
            now.identity() == 'i' ? now.index() : Set.of(),
            candidates,
            unchanged ? known.identity().since() : now.at()),
        now.version(),
        now.at(),
        schema);
  }
}
