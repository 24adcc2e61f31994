package io.headwater.app.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.client.bootstrap.JsonBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * What a state record of the demo says.
 *
 * @param operation {@code create}, {@code update} or {@code delete}
 * @param timestamp when the source committed it
 * @param transaction the source's id of it; empty when it comes from a source snapshot
 * @param partial whether more of the same transaction follows
 * @param document the resource's JSON, byte for byte as published; empty when it is deleted
 */
record PublishedState(
    String operation,
    long version,
    Instant timestamp,
    Optional<String> transaction,
    boolean partial,
    Optional<String> document) {

  private static final ObjectMapper JSON = new ObjectMapper();

  // The contract's last member; no text stands before it that could hold the same.
  private static final String RESOURCE = ",\"resource\":";

  static PublishedState of(JsonBytes value) {
    JsonNode json = tree(value);
    String text = value.toString();
    String resource = text.substring(text.indexOf(RESOURCE) + RESOURCE.length(), text.length() - 1);
    return new PublishedState(
        json.path("operation").asText(),
        json.path("version").asLong(),
        Instant.parse(json.path("timestamp").asText()),
        Optional.of(json.at("/source/transaction").asText()).filter(id -> !id.isEmpty()),
        json.path("partial").asBoolean(),
        Optional.of(resource).filter(document -> json.path("resource").isObject()));
  }

  private static JsonNode tree(JsonBytes value) {
    try {
      return JSON.readTree(value.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
