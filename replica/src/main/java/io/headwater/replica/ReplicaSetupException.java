package io.headwater.replica;

/** The database is there, but is not as the replica needs it; its message tells the mend. */
public final class ReplicaSetupException extends Exception {

  private static final long serialVersionUID = 1;

  ReplicaSetupException(String problem, String mend) {
    super(problem + "; mend: " + mend);
  }

  /** What the table has already does not fit. */
  ReplicaSetupException(RefusedChangeException refusal) {
    super(String.valueOf(refusal.getMessage()));
  }
}
