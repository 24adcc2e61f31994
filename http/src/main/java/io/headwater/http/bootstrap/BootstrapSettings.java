package io.headwater.http.bootstrap;

import java.time.Duration;

/**
 * Limits of bootstrap downloads.
 *
 * @param chunkBytes the size at which a chunk of lines is sent; a longer line is sent whole
 * @param maxConcurrent downloads at a time; each pins a snapshot of the view
 * @param retryAfter how long a refused client is asked to wait
 */
public record BootstrapSettings(int chunkBytes, int maxConcurrent, Duration retryAfter) {

  /** Checks the limits. */
  public BootstrapSettings {
    if (chunkBytes < 1 || maxConcurrent < 1 || retryAfter.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "bootstraps: chunk-bytes and max-concurrent must be at least 1, retry-after 1 s, not"
              + " %d, %d and %s".formatted(chunkBytes, maxConcurrent, retryAfter));
    }
  }
}
