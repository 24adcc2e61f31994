package io.headwater.persistence.journal;

import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/**
 * A transactional id that is now this process's: whoever had it before is refused by the broker.
 *
 * @param former its last transaction before that
 * @param producer initialized, without a transaction
 */
record FencedWriter(
    String transactionalId, FormerTransaction former, Producer<String, byte[]> producer)
    implements AutoCloseable {

  /**
   * Takes a transactional id over; the broker aborts what its former owner had under way, and has
   * finished what that had committed, when this returns.
   *
   * @param producer a producer of that id, not yet initialized; closed on failure
   */
  static FencedWriter fence(
      Admin admin, String transactionalId, Producer<String, byte[]> producer) {
    try {
      FormerTransaction former = FormerTransaction.of(admin, transactionalId);
      producer.initTransactions();
      return new FencedWriter(transactionalId, former, producer);
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
