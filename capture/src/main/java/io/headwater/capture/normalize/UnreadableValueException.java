package io.headwater.capture.normalize;

/** Thrown inside the normalizer when a value has no JSON form; never leaves it. */
final class UnreadableValueException extends RuntimeException {
  private final String reason;

  UnreadableValueException(String message) {
    super(message);
    this.reason = message;
  }

  String reason() {
    return reason;
  }
}
