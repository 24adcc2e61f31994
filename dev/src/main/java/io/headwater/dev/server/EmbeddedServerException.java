package io.headwater.dev.server;

/** An embedded server could not be started, used or stopped; the message says how to mend it. */
public final class EmbeddedServerException extends RuntimeException {

  /** Creates the exception with a message that says what failed, where, why and how to mend it. */
  public EmbeddedServerException(String message) {
    super(message);
  }

  /** Creates the exception with such a message and the failure behind it. */
  public EmbeddedServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
