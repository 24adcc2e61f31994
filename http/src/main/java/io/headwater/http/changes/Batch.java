package io.headwater.http.changes;

import io.headwater.core.bootstrap.StreamPositions;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;

/**
 * The changes that a question found, encoded.
 *
 * @param body what is sent
 * @param changes how many there are
 * @param next where to go on
 * @param isLast whether the view held nothing more when it was read
 * @param isUpToDate whether it said so; not when it is behind the place that was asked for
 * @param moved completes when the view has moved on since it was read
 * @param readAt when it was read, in nanoseconds of an arbitrary clock
 */
record Batch(
    ByteString body,
    int changes,
    StreamPositions next,
    boolean isLast,
    boolean isUpToDate,
    CompletableFuture<Void> moved,
    long readAt) {

  /** Whether there is nothing in it that a client at that place does not know. */
  boolean isNothingNew(StreamPositions at) {
    return changes == 0 && isLast && next.equals(at);
  }
}
