package io.headwater.capture.normalize;

/** Thrown inside a normalizer when a value has no JSON form; never leaves it. */
public final class UnreadableValueException extends RuntimeException {
  private final String reason;

  /** With a reason for people, which quotes no value. */
  public UnreadableValueException(String message) {
    super(message);
    this.reason = message;
  }

  /** What is wrong with the value, without the value. */
  public String reason() {
    return reason;
  }
}
