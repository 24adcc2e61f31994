package io.headwater.dev.demo;

import java.util.Map;
import java.util.Optional;

/**
 * What a source transaction leaves of the widgets that it has touched.
 *
 * @param transaction PostgreSQL's id of it as the log has it: 32 bits, without the epoch
 * @param documents the resource JSON by the widget's id; empty for a widget that is gone
 */
public record TransactionEnd(long transaction, Map<String, Optional<String>> documents) {

  public TransactionEnd {
    documents = Map.copyOf(documents);
  }
}
