package io.headwater.capture.capture;

/** Thrown when the change log cannot be opened, read or written; a new writer must be opened. */
public final class ChangeLogException extends RuntimeException {

  /** Creates the exception with what failed and how to mend it. */
  public ChangeLogException(String message) {
    super(message);
  }

  /** Creates the exception with what failed, how to mend it, and why. */
  public ChangeLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
