package io.headwater.persistence.journal;

/** The moments of a group commit at which a crash leaves something different behind. */
public enum CommitStep {
  /** The transaction has begun and nothing is sent. */
  BEFORE_SENDS,
  /** A journal record is sent, and the state records that belong to it are not. */
  BETWEEN_SENDS,
  /** All is sent, and the end is not asked for. */
  BEFORE_COMMIT,
  /** The transaction is committed, and the local store does not know. */
  BEFORE_STORE,
  /** The local store has it, and no actor was told. */
  BEFORE_ACKNOWLEDGEMENT
}
