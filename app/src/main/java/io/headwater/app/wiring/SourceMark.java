package io.headwater.app.wiring;

import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks a source's log for all who want it: one mark serves all who came before it, and none of
 * them waits for the database. Thread-safe.
 */
final class SourceMark {

  private static final Logger LOG = LoggerFactory.getLogger(SourceMark.class);

  /** How long a database is left alone that took no mark. */
  static final Duration BACK_OFF = Duration.ofSeconds(1);

  /** The log of a source. */
  @FunctionalInterface
  interface Log {

    /** Writes a mark; blocks. */
    void mark() throws SQLException;
  }

  private final String source;
  private final Log log;
  private final Executor executor;
  private boolean isRunning;
  private boolean isWanted;
  private long wantedUntil;

  SourceMark(String source, Log log, Executor executor) {
    this.source = source;
    this.log = log;
    this.executor = executor;
  }

  /** Sees to it that a mark is written from now on, unless that fails until the deadline. */
  synchronized void want(long deadline) {
    if (!isWanted || deadline - wantedUntil > 0) {
      wantedUntil = deadline;
    }
    isWanted = true;
    if (!isRunning) {
      executor.execute(this::run);
      isRunning = true;
    }
  }

  private void run() {
    for (OptionalLong until = taken(); until.isPresent(); until = taken()) {
      if (!isWritten()) {
        LockSupport.parkNanos(BACK_OFF.toNanos());
        want(until.getAsLong());
      }
    }
  }

  /** Until when the next mark is wanted; empty when none is, and this run ends. */
  private synchronized OptionalLong taken() {
    isRunning =
        isWanted && System.nanoTime() - wantedUntil < 0 && !Thread.currentThread().isInterrupted();
    isWanted = false;
    return isRunning ? OptionalLong.of(wantedUntil) : OptionalLong.empty();
  }

  private boolean isWritten() {
    try {
      log.mark();
      return true;
    } catch (SQLException | RuntimeException e) {
      // The engine's own heartbeat moves an idle log on as well, only later.
      LOG.warn("no mark could be written to the log of {}: {}", source, e.getMessage());
      return false;
    }
  }
}
