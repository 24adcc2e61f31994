package io.headwater.app.wiring;

/** Thrown when a process cannot start; the message says what happened and how to mend it. */
public final class StartException extends RuntimeException {

  /** Creates the exception with what is wrong. */
  public StartException(String message) {
    super(message);
  }

  /** Creates the exception with what is wrong and why. */
  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
