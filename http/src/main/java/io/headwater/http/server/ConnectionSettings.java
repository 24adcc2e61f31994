package io.headwater.http.server;

import java.time.Duration;

/**
 * Limits of connections.
 *
 * @param max open connections; more wait in the listener's queue
 * @param idleTimeout a connection on which nothing moves for so long is cut, also in the middle of
 *     a bootstrap whose client has stopped reading
 * @param requestTimeout the longest time until an answer begins; how long it then takes to send is
 *     not limited
 * @param maxUriBytes the longest request target, in bytes as sent
 */
public record ConnectionSettings(
    int max, Duration idleTimeout, Duration requestTimeout, int maxUriBytes) {

  private static final int LEAST_URI_BYTES = 256;

  /** Checks the limits. */
  public ConnectionSettings {
    if (max < 1 || maxUriBytes < LEAST_URI_BYTES) {
      throw new IllegalArgumentException(
          "connections: max must be at least 1 and max-uri-bytes at least %d, not %d and %d"
              .formatted(LEAST_URI_BYTES, max, maxUriBytes));
    }
    if (!requestTimeout.isPositive() || idleTimeout.compareTo(requestTimeout) <= 0) {
      throw new IllegalArgumentException(
          "connections: need 0 < request-timeout < idle-timeout, not %s and %s"
              .formatted(requestTimeout, idleTimeout));
    }
  }
}
