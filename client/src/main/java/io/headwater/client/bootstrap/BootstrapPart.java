package io.headwater.client.bootstrap;

import java.util.Optional;

/**
 * What of a resource type is downloaded.
 *
 * @param type the resource type
 * @param partition at least 0
 * @param after the id behind which to begin; empty for the whole partition
 * @param checkpoints after how many states the server says what came; at least 1
 */
public record BootstrapPart(String type, int partition, Optional<String> after, int checkpoints) {

  /** Refuses numbers that mean nothing. */
  public BootstrapPart {
    if (partition < 0) {
      throw new IllegalArgumentException("A partition is at least 0: " + partition);
    }
    if (checkpoints < 1) {
      throw new IllegalArgumentException(
          "A checkpoint comes after 1 state or more: " + checkpoints);
    }
  }
}
