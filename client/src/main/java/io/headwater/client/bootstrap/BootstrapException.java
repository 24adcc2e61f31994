package io.headwater.client.bootstrap;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bootstrap could not be downloaded whole; the message says what, where and how to mend it.
 *
 * <p>The states handed over before it was thrown are unverified, but for those before a checkpoint:
 * discard them.
 */
public final class BootstrapException extends RuntimeException {

  /** What kind of failure it is, for a program that decides what comes next. */
  public enum Reason {
    /** Nobody answered. */
    UNREACHABLE,
    /** The answer was an HTTP status other than 200. */
    REFUSED,
    /** The download broke off: it can go on behind its last checkpoint. */
    BROKEN_OFF,
    /** A count or checksum is not as announced. */
    MISMATCH,
    /** The bytes are not what was agreed. */
    MALFORMED
  }

  private final Reason reason;
  private final @Nullable Duration retryAfter;

  BootstrapException(Reason reason, String message) {
    super(message);
    this.reason = reason;
    this.retryAfter = null;
  }

  BootstrapException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.retryAfter = null;
  }

  BootstrapException(String message, Optional<Duration> retryAfter) {
    super(message);
    this.reason = Reason.REFUSED;
    this.retryAfter = retryAfter.orElse(null);
  }

  /** What kind of failure it is. */
  public Reason reason() {
    return reason;
  }

  /** How long the server wants to be left alone; empty when it did not say. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
