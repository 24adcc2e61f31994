package io.headwater.capture.capture;

import java.time.Duration;

/**
 * How much is held in memory and in one transaction of the change log.
 *
 * @param heldEvents a source transaction with more events is streamed into a change log transaction
 *     of its own instead of being held until its end
 * @param heldCharacters the same for the text in the events' rows
 * @param snapshotRows the most rows of a source snapshot in one change log transaction
 * @param heartbeatInterval the least time between two heartbeats in the change log
 */
public record TransactionLimits(
    int heldEvents, long heldCharacters, int snapshotRows, Duration heartbeatInterval) {

  /** What is held unless configured otherwise: some 32 MiB at most. */
  public static final TransactionLimits DEFAULT =
      new TransactionLimits(10_000, 16L * 1024 * 1024, 10_000, Duration.ofSeconds(10));

  /** Checks the numbers. */
  public TransactionLimits {
    if (heldEvents < 1 || heldCharacters < 1 || snapshotRows < 1) {
      throw new IllegalArgumentException(
          "limits must be at least 1, not %d events, %d characters, %d rows"
              .formatted(heldEvents, heldCharacters, snapshotRows));
    }
  }
}
