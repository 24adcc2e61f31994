package io.headwater.client.consumer;

/** The sink did not take what it was given, or does not say whether it did. */
final class SinkFailedException extends Exception {

  private final boolean unavailable;

  SinkFailedException(Exception cause) {
    this(cause, cause instanceof TargetUnavailableException);
  }

  private SinkFailedException(Exception cause, boolean unavailable) {
    super(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
    this.unavailable = unavailable;
  }

  boolean isUnavailable() {
    return unavailable;
  }

  /** This failure of a sink that does not say what it wrote: it is asked before it goes on. */
  SinkFailedException inDoubt() {
    return getCause() instanceof Exception cause ? new SinkFailedException(cause, true) : this;
  }
}
