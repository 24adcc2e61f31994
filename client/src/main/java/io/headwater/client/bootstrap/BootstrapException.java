package io.headwater.client.bootstrap;

/**
 * A bootstrap could not be downloaded whole; the message says what, where and how to mend it.
 *
 * <p>The states handed over before it was thrown are unverified: discard them.
 */
public final class BootstrapException extends RuntimeException {

  /** A download that is wrong in the way the message tells. */
  public BootstrapException(String message) {
    super(message);
  }

  /** A download that failed for that cause. */
  public BootstrapException(String message, Throwable cause) {
    super(message, cause);
  }
}
