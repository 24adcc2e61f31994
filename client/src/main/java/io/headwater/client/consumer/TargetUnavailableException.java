package io.headwater.client.consumer;

/** The target as a whole cannot be written now, whatever the change; opens the circuit at once. */
public final class TargetUnavailableException extends Exception {

  /** A target that is not there, for that reason. */
  public TargetUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
