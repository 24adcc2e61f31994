package io.headwater.actors.publish;

/** Thrown when the journal's events cannot be published; the message says how to mend it. */
public final class PublishException extends RuntimeException {

  /** Creates the exception with what is wrong. */
  public PublishException(String message) {
    super(message);
  }

  /** Creates the exception with what is wrong and why. */
  public PublishException(String message, Throwable cause) {
    super(message, cause);
  }
}
