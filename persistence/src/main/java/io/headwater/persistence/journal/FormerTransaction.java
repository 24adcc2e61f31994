package io.headwater.persistence.journal;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * The last transaction of a transactional id, as its coordinator knows it.
 *
 * @param producerId whose transaction it was
 * @param endEpoch the producer's epoch after the end of the transaction
 * @param outcome how it ended
 */
record FormerTransaction(long producerId, int endEpoch, Outcome outcome) {

  /** How a transaction ended. */
  enum Outcome {
    COMMITTED,
    ABORTED,
    /** None has ended, or nothing is known of it. */
    UNKNOWN
  }

  private static final FormerTransaction NONE = new FormerTransaction(-1, -1, Outcome.UNKNOWN);

  /** Asks the coordinator; to be done before the transactional id is initialized anew. */
  static FormerTransaction of(Admin admin, String transactionalId) {
    try {
      TransactionDescription description =
          admin.describeTransactions(Set.of(transactionalId)).description(transactionalId).get();
      return new FormerTransaction(
          description.producerId(), description.producerEpoch(), outcome(description.state()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransactionalIdNotFoundException) {
        return NONE;
      }
      throw new JournalException(
          "cannot learn how the last transaction of %s ended: %s; mend: check the broker, and that this client may describe its transactional id"
              .formatted(transactionalId, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalException("interrupted while the journal opened", e);
    }
  }

  /**
   * How a transaction ended that has no end in a partition; what cannot be proven is unknown.
   *
   * <p>Since transaction version 2 every end raises the epoch, so that one epoch is one
   * transaction. Before, many share one, and none is known.
   */
  Outcome outcomeOf(OpenTransaction open) {
    boolean same = open.producerId() == producerId && open.producerEpoch() + 1 == endEpoch;
    return same ? outcome : Outcome.UNKNOWN;
  }

  private static Outcome outcome(TransactionState state) {
    return switch (state) {
      case PREPARE_COMMIT, COMPLETE_COMMIT -> Outcome.COMMITTED;
      case PREPARE_ABORT, COMPLETE_ABORT -> Outcome.ABORTED;
      case ONGOING, EMPTY, PREPARE_EPOCH_FENCE, UNKNOWN -> Outcome.UNKNOWN;
    };
  }
}
