package io.headwater.client.bootstrap;

/** Bytes that should be a state record's value are not; the message says why, never the bytes. */
public final class MalformedStateException extends RuntimeException {

  /** A value that is wrong in the way the message tells. */
  public MalformedStateException(String message) {
    super(message);
  }

  /** A value that is not even JSON. */
  public MalformedStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
