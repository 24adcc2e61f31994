package io.headwater.core.json;

/** Thrown when bytes that should be JSON of a certain form are not; the message says where. */
public final class MalformedJsonException extends RuntimeException {

  /** Creates the exception with what is wrong and where. */
  public MalformedJsonException(String message) {
    super(message);
  }

  /** Creates the exception with what is wrong and why. */
  public MalformedJsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
