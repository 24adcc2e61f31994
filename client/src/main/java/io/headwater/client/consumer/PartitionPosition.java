package io.headwater.client.consumer;

import java.util.Optional;

/** How far one partition is. */
sealed interface PartitionPosition {

  /** Nothing of it was downloaded. */
  record NotBegun() implements PartitionPosition {}

  /**
   * Its download is under way.
   *
   * @param after the last id that was applied; empty before the first
   */
  record Downloading(Optional<String> after, Parts parts) implements PartitionPosition {}

  /**
   * Its download is complete, and the stream was followed from there.
   *
   * @param next the next offset to consume
   * @param parts what of the stream the download holds behind that
   */
  record Downloaded(long next, Parts parts) implements PartitionPosition {}
}
