package io.headwater.capture.normalize.dynamodb;

/** A stream record cannot become an event; never leaves the normalizer. */
final class RefusedRecordException extends RuntimeException {

  private final String reason;

  /** Creates the exception with what is wrong, where, and how to mend it; it quotes no value. */
  RefusedRecordException(String reason) {
    // No stack trace: it is a verdict on the record, and there may be millions of them.
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
