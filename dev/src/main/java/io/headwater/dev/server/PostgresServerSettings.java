package io.headwater.dev.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an embedded PostgreSQL server is started.
 *
 * @param directory the kept directory (data and log file in it), or empty for a temporary one that
 *     is deleted on close
 * @param port the TCP port, or 0 for a free one
 * @param durable whether commits reach the disk (fsync); when false, data survives the end of any
 *     process but not of the machine
 * @param maxReplicationSlots most replication slots
 * @param maxWalSenders most concurrent replication connections
 * @param stopWithJvm whether a shutdown hook stops the server; false when the caller closes it in
 *     its own order
 */
public record PostgresServerSettings(
    Optional<Path> directory,
    int port,
    boolean durable,
    int maxReplicationSlots,
    int maxWalSenders,
    boolean stopWithJvm) {

  /** The default for slots and replication connections. */
  public static final int DEFAULT_REPLICATION_LIMIT = 16;

  /** Checks the numbers. */
  public PostgresServerSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
    if (maxReplicationSlots < 1 || maxWalSenders < 1) {
      throw new IllegalArgumentException(
          "maxReplicationSlots and maxWalSenders must be at least 1, not %d and %d"
              .formatted(maxReplicationSlots, maxWalSenders));
    }
  }

  /** A server on a free port that leaves nothing behind. */
  public static PostgresServerSettings temporary() {
    return new PostgresServerSettings(
        Optional.empty(), 0, false, DEFAULT_REPLICATION_LIMIT, DEFAULT_REPLICATION_LIMIT, true);
  }

  /** A server on a free port whose data stays in {@code directory}. */
  public static PostgresServerSettings keptIn(Path directory) {
    return new PostgresServerSettings(
        Optional.of(directory),
        0,
        false,
        DEFAULT_REPLICATION_LIMIT,
        DEFAULT_REPLICATION_LIMIT,
        true);
  }

  /** The same settings on another port. */
  public PostgresServerSettings withPort(int otherPort) {
    return new PostgresServerSettings(
        directory, otherPort, durable, maxReplicationSlots, maxWalSenders, stopWithJvm);
  }

  /** The same settings with commits that do or do not reach the disk. */
  public PostgresServerSettings withDurable(boolean otherDurable) {
    return new PostgresServerSettings(
        directory, port, otherDurable, maxReplicationSlots, maxWalSenders, stopWithJvm);
  }

  /** The same settings with other limits for replication. */
  public PostgresServerSettings withReplicationLimits(int slots, int senders) {
    return new PostgresServerSettings(directory, port, durable, slots, senders, stopWithJvm);
  }

  /** The same settings with or without the shutdown hook. */
  public PostgresServerSettings withStopWithJvm(boolean otherStopWithJvm) {
    return new PostgresServerSettings(
        directory, port, durable, maxReplicationSlots, maxWalSenders, otherStopWithJvm);
  }
}
