package io.headwater.core.bootstrap;

/**
 * Positions from which following could miss a deletion, or mean nothing any more; whoever holds
 * them needs a new bootstrap.
 */
public final class UnsafePositionsException extends RuntimeException {

  /** Why the positions cannot be used. */
  public enum Reason {
    /** They belong to another topic of the same name. */
    OTHER_EPOCH,
    /** Deletions behind them are not known any more. */
    EXPIRED,
    /** They name a partition that the topic does not have. */
    UNKNOWN_PARTITION
  }

  private final Reason reason;

  /** Positions that are refused for that reason. */
  public UnsafePositionsException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why they are refused. */
  public Reason reason() {
    return reason;
  }
}
