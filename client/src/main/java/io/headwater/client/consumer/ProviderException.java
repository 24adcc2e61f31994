package io.headwater.client.consumer;

import java.time.Duration;
import java.util.Optional;

/** A provider does not answer as it should; another one may, or this one later. */
final class ProviderException extends Exception {

  private final Optional<Duration> retryAfter;

  ProviderException(String message, Optional<Duration> retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  ProviderException(String message, Throwable cause) {
    super(message, cause);
    this.retryAfter = Optional.empty();
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
