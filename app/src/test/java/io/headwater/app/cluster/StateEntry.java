package io.headwater.app.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A committed record of a state topic.
 *
 * @param key the resource's id
 * @param value what it says; empty for a tombstone
 */
record StateEntry(int partition, long offset, String key, Optional<StateValue> value) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DELETE = "delete";
  private static final int HEX = 16;

  /**
   * A state record's value.
   *
   * @param operation create, update or delete
   * @param position the source's log position, as a number
   * @param transaction the source's transaction, or empty text
   * @param partial whether it is a part of a transaction
   * @param document the resource; JSON's null after a deletion
   */
  record StateValue(
      String operation,
      long version,
      long position,
      String transaction,
      boolean partial,
      JsonNode document) {

    boolean isDelete() {
      return operation.equals(DELETE);
    }
  }

  static StateEntry of(CommittedRecords.Committed read) {
    return new StateEntry(
        read.partition(),
        read.offset(),
        read.key(),
        read.text().map(StateEntry::parse).map(StateEntry::value));
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + json, e);
    }
  }

  /** Where it is, for messages. */
  String place() {
    return "%s at %d-%d".formatted(key, partition, offset);
  }

  private static StateValue value(JsonNode json) {
    return new StateValue(
        json.path("operation").asText(),
        json.path("version").asLong(),
        position(json.at("/source/position").asText()),
        json.at("/source/transaction").asText(),
        json.path("partial").asBoolean(),
        json.path("resource"));
  }

  /** PostgreSQL's two hexadecimal halves. */
  private static long position(String lsn) {
    int slash = lsn.indexOf('/');
    return (Long.parseLong(lsn.substring(0, slash), HEX) << Integer.SIZE)
        + Long.parseLong(lsn.substring(slash + 1), HEX);
  }
}
