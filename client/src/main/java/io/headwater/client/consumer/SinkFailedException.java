package io.headwater.client.consumer;

/** The sink did not take what it was given. */
final class SinkFailedException extends Exception {

  SinkFailedException(Exception cause) {
    super(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
  }

  boolean isUnavailable() {
    return getCause() instanceof TargetUnavailableException;
  }
}
