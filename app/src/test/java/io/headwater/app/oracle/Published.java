package io.headwater.app.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.system.TopicLog.Entry;

/**
 * A state record.
 *
 * @param transaction the source's number of its transaction, or {@code snapshot}
 * @param partial whether it says that more of its transaction follows
 * @param document the bytes of the document, or {@code null} in a delete
 */
record Published(
    String operation, long version, String transaction, boolean partial, String document) {

  static final String SNAPSHOT = "snapshot";
  static final String NO_DOCUMENT = "null";

  private static final String RESOURCE = ",\"resource\":";

  /** The state record of an entry that is no tombstone. */
  static Published of(Entry entry) {
    JsonNode json = entry.json();
    return new Published(
        json.path("operation").asText(),
        json.path("version").asLong(),
        json.at("/source/transaction").asText(SNAPSHOT),
        json.path("partial").asBoolean(),
        document(entry.value().orElseThrow()));
  }

  boolean isDelete() {
    return document.equals(NO_DOCUMENT);
  }

  boolean isOfSameTransaction(Published other) {
    return !transaction.equals(SNAPSHOT) && transaction.equals(other.transaction);
  }

  private static String document(String value) {
    int from = value.indexOf(RESOURCE);
    return from < 0 ? value : value.substring(from + RESOURCE.length(), value.length() - 1);
  }
}
