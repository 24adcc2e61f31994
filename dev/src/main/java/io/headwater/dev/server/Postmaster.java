package io.headwater.dev.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The running server process of one PostgreSQL data directory.
 *
 * <p>Found by the process id in {@code postmaster.pid} and believed only when that process is a
 * postgres whose working directory or {@code -D} argument is the data directory.
 */
record Postmaster(ProcessHandle process) {

  private static final String PID_FILE = "postmaster.pid";
  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration SIGNAL_WAIT = Duration.ofSeconds(2);

  /** How a server is told to end, from the gentlest to the last resort. */
  enum Signal {
    /** Fast shutdown: sessions are ended, a checkpoint is written. */
    INT,
    /** Immediate shutdown: the next start recovers from the log. */
    QUIT,
    /** No cleaning up at all; the next start recovers from the log. */
    KILL
  }

  static Optional<Postmaster> of(Path dataDirectory) {
    return recordedPid(dataDirectory)
        .flatMap(ProcessHandle::of)
        .filter(process -> isPostgresOf(process, dataDirectory))
        .map(Postmaster::new);
  }

  /**
   * Removes a pid file whose process id now belongs to another program.
   *
   * <p>PostgreSQL refuses to start over it. A pid file whose process is gone stays: PostgreSQL
   * replaces it itself after checking that no child of that process still runs.
   */
  static boolean removeStalePidFile(Path dataDirectory) {
    boolean foreign =
        recordedPid(dataDirectory).flatMap(ProcessHandle::of).isPresent()
            && of(dataDirectory).isEmpty();
    try {
      return foreign && Files.deleteIfExists(dataDirectory.resolve(PID_FILE));
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot delete the stale file %s (%s). Delete it by hand."
              .formatted(dataDirectory.resolve(PID_FILE), e),
          e);
    }
  }

  /** The folder of the server's programs, when the operating system tells. */
  Optional<Path> programs() {
    return process.info().command().map(Path::of).map(Path::getParent);
  }

  /** Whether the server still runs; a process that only waits to be reaped does not. */
  boolean isAlive() {
    return process.isAlive() && process.info().command().isPresent();
  }

  void send(Signal signal) {
    if (signal == Signal.KILL) {
      process.destroyForcibly();
      return;
    }
    // The JVM itself can only send TERM, which makes PostgreSQL wait for its clients.
    String[] command = {"kill", "-" + signal.name(), Long.toString(process.pid())};
    try {
      Process kill = new ProcessBuilder(command).redirectErrorStream(true).start();
      if (!kill.waitFor(SIGNAL_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        kill.destroyForcibly();
      }
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot signal PostgreSQL, process %d (%s). End it by hand."
              .formatted(process.pid(), e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the process has ended; false when it has not after {@code wait}. */
  boolean awaitEnd(Duration wait) {
    // ProcessHandle.onExit looks at processes that are no children every 300 ms and less.
    long deadline = System.nanoTime() + wait.toNanos();
    while (isAlive()) {
      if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(this, POLL.toNanos());
    }
    return true;
  }

  private static Optional<Long> recordedPid(Path dataDirectory) {
    Path file = dataDirectory.resolve(PID_FILE);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      String first = lines.isEmpty() ? "" : lines.getFirst().strip();
      return first.matches("[1-9][0-9]{0,9}")
          ? Optional.of(Long.parseLong(first))
          : Optional.empty();
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot read %s (%s). Make it readable for this user.".formatted(file, e), e);
    }
  }

  private static boolean isPostgresOf(ProcessHandle process, Path dataDirectory) {
    boolean isPostgres =
        process.info().command().map(Path::of).map(Path::getFileName).stream()
            .anyMatch(name -> name.toString().startsWith("postgres"));
    return isPostgres && (worksIn(process, dataDirectory) || isStartedFor(process, dataDirectory));
  }

  private static boolean worksIn(ProcessHandle process, Path dataDirectory) {
    try {
      return Files.isSameFile(
          Path.of("/proc", Long.toString(process.pid()), "cwd").toRealPath(), dataDirectory);
    } catch (IOException noSuchFolderOrNotAllowed) {
      return false;
    }
  }

  private static boolean isStartedFor(ProcessHandle process, Path dataDirectory) {
    List<String> arguments = List.of(process.info().arguments().orElseGet(() -> new String[0]));
    int flag = arguments.indexOf("-D");
    return flag >= 0
        && flag + 1 < arguments.size()
        && Path.of(arguments.get(flag + 1)).equals(dataDirectory);
  }
}
