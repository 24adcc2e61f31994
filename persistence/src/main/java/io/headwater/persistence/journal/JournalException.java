package io.headwater.persistence.journal;

/** Thrown when the journal cannot go on; the message says what happened and how to mend it. */
public sealed class JournalException extends RuntimeException permits PlaceLostException {

  /** Creates the exception with what is wrong. */
  public JournalException(String message) {
    super(message);
  }

  /** Creates the exception with what is wrong and why. */
  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
