package io.headwater.capture.normalize.raw;

/** A record cannot become an event; the reason quotes no value. */
public final class RefusedRecordException extends RuntimeException {

  private final String reason;

  /** Creates the exception with what is wrong, where, and how to mend it. */
  public RefusedRecordException(String reason) {
    // No stack trace: it is a verdict on the record, and there may be millions of them.
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** What is wrong with the record. */
  public String reason() {
    return reason;
  }
}
