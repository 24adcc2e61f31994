package io.headwater.http.changes;

import java.time.Duration;

/**
 * Limits of following over HTTP.
 *
 * @param maxTails clients that follow at a time
 * @param defaultSize the changes of a batch when the client asks for no number
 * @param maxSize the most changes a client may ask for
 * @param maxBytes a batch ends with the change that reaches this size
 * @param heartbeat a comment is sent when nothing else was for so long
 * @param minInterval how far apart the batches of a client are at least
 * @param sharedBatches the batches that are kept for other clients at the same place
 */
public record ChangesSettings(
    int maxTails,
    int defaultSize,
    int maxSize,
    int maxBytes,
    Duration heartbeat,
    Duration minInterval,
    int sharedBatches) {

  /** Checks the limits. */
  public ChangesSettings {
    if (maxTails < 1
        || defaultSize < 1
        || maxSize < defaultSize
        || maxBytes < 1
        || sharedBatches < 1) {
      throw new IllegalArgumentException(
          "changes: need max-tails, max-bytes and shared-batches of at least 1 and"
              .concat(" 1 <= default-size <= max-size, not %d, %d, %d, %d and %d")
              .formatted(maxTails, maxBytes, sharedBatches, defaultSize, maxSize));
    }
    if (!heartbeat.isPositive() || minInterval.isNegative()) {
      throw new IllegalArgumentException(
          "changes: heartbeat must be positive and min-interval not negative, not %s and %s"
              .formatted(heartbeat, minInterval));
    }
  }
}
