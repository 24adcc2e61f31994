package io.headwater.persistence.journal;

/**
 * Thrown when Kafka does not take the records of one write, whatever else is in the transaction;
 * nothing of the write is stored or published.
 */
public final class RecordRefusedException extends RuntimeException {

  /** Creates the exception with what is wrong and why. */
  public RecordRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
