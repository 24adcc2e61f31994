package io.headwater.app.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What the source holds, and how often each counter was counted up by a transaction that the source
 * has confirmed.
 *
 * @param documents the resources by id
 * @param counted transactions per counter; each added one to its quantity and to its width
 */
record SourceTruth(Map<String, JsonNode> documents, Map<String, Long> counted) {

  SourceTruth {
    documents = Map.copyOf(documents);
    counted = Map.copyOf(counted);
  }
}
