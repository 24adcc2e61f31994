package io.headwater.capture.capture;

import io.headwater.capture.normalize.BinlogNormalizer;
import io.headwater.capture.normalize.BinlogRenormalizer;
import io.headwater.core.capture.StoredPosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** MariaDB and MySQL: a binary log, and a history of the tables' structure beside it. */
final class BinlogDialect implements EngineDialect {

  private static final String NEW_SNAPSHOT =
      "remove the source's position from the topic headwater.offsets to take a new snapshot";

  private final EngineSettings settings;

  BinlogDialect(EngineSettings settings) {
    this.settings = settings;
  }

  @Override
  public Reading prepare(
      Optional<StoredPosition> position, EngineStatus status, CountDownLatch stop)
      throws SQLException {
    try (Connection connection = BinlogConnections.open(settings.vendor(), settings.connector())) {
      status.estimates(new BinlogCatalog(connection).estimates(settings.tables()));
    }
    String kind = settings.vendor().label();
    return new Reading(
        new BinlogSignals(
            new BinlogNormalizer(kind, settings.source(), settings.masking()),
            position,
            Clock.systemUTC()),
        new BinlogRenormalizer(kind, settings.source()));
  }

  @Override
  public Throwable explained(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("history topic is missing")) {
        return new IllegalStateException(
            ("the history of the tables' structure is lost, without which the binary log cannot be"
                    + " read: the topic %s is gone or empty. If no captured table was altered since"
                    + " the engine stopped, start once with snapshot.mode=recovery, which reads the"
                    + " structure anew; else %s")
                .formatted(
                    settings
                        .connector()
                        .getOrDefault("schema.history.internal.kafka.topic", "of the history"),
                    NEW_SNAPSHOT),
            failure);
      }
      if (message.contains("is no longer available on the server")
          || message.contains("Could not find GTID state requested by slave")
          || message.contains("Could not find first log file name in binary log index")
          || message.contains("purged required binary logs")) {
        return new IllegalStateException(
            "the server no longer has the binary log that the change log goes on at, or is another server than before: changes since then may be lost. Keep binary logs for longer; "
                + NEW_SNAPSHOT,
            failure);
      }
      if (message.contains("whose schema isn't known to this connector")) {
        return new IllegalStateException(
            "the history of the tables' structure does not have a table at the position in the binary log, as when a mapping was added for it, or after a failover to another server; "
                + NEW_SNAPSHOT,
            failure);
      }
    }
    return failure;
  }
}
