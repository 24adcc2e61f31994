package io.headwater.dev.server;

import io.headwater.dev.server.Postmaster.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one embedded PostgreSQL server: the cluster in {@code data}, the server's log
 * beside it, and a marker that is there while the cluster is being created.
 */
record PostgresDirectory(Path root) {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresDirectory.class);
  private static final Duration ORPHAN_WAIT = Duration.ofSeconds(5);
  private static final Duration LAST_WAIT = Duration.ofSeconds(2);
  private static final int LOG_TAIL_LINES = 12;
  private static final String MAJOR_VERSION = "18";

  Path data() {
    return root.resolve("data");
  }

  Path log() {
    return root.resolve("postgres.log");
  }

  private Path creationMarker() {
    return root.resolve("creating");
  }

  /** Makes the folder ready for a start, whatever a killed JVM left behind. */
  void prepare() {
    stopOrphan();
    try {
      if (Files.exists(creationMarker())) {
        LOG.warn("The creation of {} was interrupted; it is created anew", data());
        DirectoryTree.delete(data());
      }
      if (Files.exists(data().resolve("PG_VERSION"))) {
        checkVersion();
      } else {
        Files.writeString(creationMarker(), "");
      }
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot prepare %s (%s). Make it writable for this user.".formatted(root, e), e);
    }
  }

  /** Records that the cluster in the folder is complete. */
  void markCreated() {
    try {
      Files.deleteIfExists(creationMarker());
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot delete %s (%s). Make the folder writable.".formatted(creationMarker(), e), e);
    }
  }

  /** Ends a server that a killed JVM left running on this folder. */
  void stopOrphan() {
    Postmaster.of(data())
        .ifPresent(
            orphan -> {
              LOG.warn(
                  "Stopping PostgreSQL, process {}, left running on {} by an earlier process",
                  orphan.process().pid(),
                  data());
              endOrphan(orphan);
            });
    if (Postmaster.removeStalePidFile(data())) {
      LOG.warn("Removed a pid file in {} that names a process of another program", data());
    }
  }

  /** The last lines of the server's own log, for error messages. */
  String logTail() {
    try {
      List<String> lines =
          Files.exists(log()) ? Files.readAllLines(log(), StandardCharsets.UTF_8) : List.of();
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(the log %s cannot be read: %s)".formatted(log(), e);
    }
  }

  private static void endOrphan(Postmaster orphan) {
    orphan.send(Signal.INT);
    if (orphan.awaitEnd(ORPHAN_WAIT)) {
      return;
    }
    orphan.send(Signal.QUIT);
    if (orphan.awaitEnd(LAST_WAIT)) {
      return;
    }
    orphan.send(Signal.KILL);
    if (!orphan.awaitEnd(LAST_WAIT)) {
      throw new EmbeddedServerException(
          "PostgreSQL, process %d, does not end. End it by hand."
              .formatted(orphan.process().pid()));
    }
  }

  private void checkVersion() throws IOException {
    String found = Files.readString(data().resolve("PG_VERSION")).strip();
    if (!found.equals(MAJOR_VERSION)) {
      throw new EmbeddedServerException(
          "%s was created by PostgreSQL %s, the embedded server is %s. Delete or move the folder."
              .formatted(data(), found, MAJOR_VERSION));
    }
  }
}
