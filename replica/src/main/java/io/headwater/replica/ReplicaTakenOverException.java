package io.headwater.replica;

/**
 * The stored position is none that this process has written: another one went on from it. Nothing
 * was written, and nothing will be until the position is read again.
 */
public final class ReplicaTakenOverException extends Exception {

  private static final long serialVersionUID = 1;

  ReplicaTakenOverException(String consumer) {
    super(
        "the position of the consumer '%s' was changed by another process; mend: end one of them, or give it another consumer and table; started again, this one goes on from the stored position"
            .formatted(consumer));
  }
}
