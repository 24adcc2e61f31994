package io.headwater.app.oracle;

import java.util.Map;
import java.util.Set;

/**
 * The resources of one type in the source at one moment.
 *
 * @param documents the documents by id
 * @param withheld the ids of those whose rows make up no document, as too many of them count
 */
record Truth(Map<String, String> documents, Set<String> withheld) {

  static final Truth NOTHING = new Truth(Map.of(), Set.of());

  Truth {
    documents = Map.copyOf(documents);
    withheld = Set.copyOf(withheld);
  }
}
