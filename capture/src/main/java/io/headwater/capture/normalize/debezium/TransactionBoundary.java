package io.headwater.capture.normalize.debezium;

import java.util.Map;

/** What a connector's transaction topic tells: where a source transaction begins and ends. */
public sealed interface TransactionBoundary {

  /** The transaction's id, as its changes tell it. */
  String id();

  /** A transaction begins. */
  record Begin(String id) implements TransactionBoundary {}

  /**
   * A transaction has ended.
   *
   * @param events the number of its changes
   * @param byCollection the same by table, as the connector names the table
   */
  record End(String id, long events, Map<String, Long> byCollection)
      implements TransactionBoundary {
    public End {
      byCollection = Map.copyOf(byCollection);
    }
  }
}
