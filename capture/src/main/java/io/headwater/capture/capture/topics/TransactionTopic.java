package io.headwater.capture.capture.topics;

import io.headwater.core.normalize.RawRecord;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The topic in which a connector tells where the source's transactions end; of one partition, so
 * that it has the order of their commits.
 *
 * @param name the topic's name
 * @param reader tells the end of a transaction; empty for a record that is none
 */
public record TransactionTopic(String name, Function<RawRecord, Optional<End>> reader) {

  /**
   * The end of a transaction.
   *
   * @param id the transaction's id
   * @param changes the number of its changes by table, as the source names the table
   */
  public record End(String id, Map<String, Long> changes) {
    public End {
      changes = Map.copyOf(changes);
    }
  }
}
