package io.headwater.capture.capture;

import io.headwater.capture.capture.PostgresCatalog.Slot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the server's replication slot ready for an engine. */
final class ReplicationSlot {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicationSlot.class);

  /** How long the server may take to notice that the former engine is gone. */
  private static final Duration RELEASE_WAIT = Duration.ofSeconds(5);

  private static final Duration RELEASE_POLL = Duration.ofMillis(50);

  private ReplicationSlot() {}

  /** How an engine is going to use its slot. */
  enum Use {
    /** It goes on at a position that the slot must still have. */
    RESUME,
    /** It reads all rows first, for which it needs a new slot. */
    SNAPSHOT,
    /** It reads from wherever the slot is, which may be a new one. */
    FOLLOW
  }

  /**
   * Waits until nobody uses the slot and, before a fresh snapshot, drops it.
   *
   * <p>Only a new slot exports a snapshot of the tables that fits its own beginning without a gap.
   *
   * @param stop ends the wait
   * @throws IllegalStateException when another process uses the slot
   */
  static void prepare(PostgresCatalog catalog, String name, Use use, CountDownLatch stop)
      throws SQLException, InterruptedException {
    Optional<Slot> slot = catalog.slot(name);
    long deadline = System.nanoTime() + RELEASE_WAIT.toNanos();
    while (slot.isPresent() && slot.get().active() && System.nanoTime() < deadline) {
      if (stop.await(RELEASE_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      slot = catalog.slot(name);
    }
    if (slot.isEmpty()) {
      if (use == Use.RESUME) {
        throw new IllegalStateException(
            ("the replication slot '%s' is gone, but the change log has a position in it: changes since"
                    + " then are lost at the source. Remove the source's position from the topic"
                    + " headwater.offsets to take a new snapshot")
                .formatted(name));
      }
      return;
    }
    if (slot.get().active()) {
      throw new IllegalStateException(
          ("the replication slot '%s' is in use by the server process %d: another engine reads it. Stop"
                  + " that one, or give this source another slot.name")
              .formatted(name, slot.get().activePid()));
    }
    if (use == Use.SNAPSHOT) {
      LOG.info(
          "Dropping the unused replication slot '{}': the change log has no position for it, and only"
              + " a new slot exports the snapshot that a fresh start needs",
          name);
      catalog.dropSlot(name);
    }
  }
}
