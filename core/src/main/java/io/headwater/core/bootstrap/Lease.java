package io.headwater.core.bootstrap;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.headwater.core.json.Json;
import io.headwater.core.resource.ResourceType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A promise to a consumer: deletions behind its positions are remembered until a time.
 *
 * <p>Stored as JSON, such as {@code {"type":"widget","token":"Zq.0-120","expires":1795000000123}}.
 *
 * @param id names it
 * @param from the positions that stay safe
 * @param expires when the promise ends
 */
public record Lease(String id, ResourceType type, StreamPositions from, Instant expires) {

  private static final JsonFactory FACTORY = new JsonFactory();

  /** The longest that a lease lasts; it can be renewed. */
  public static final Duration MOST = Duration.ofDays(1);

  /** Whether the promise has ended. */
  public boolean isEnded(Instant now) {
    return !expires.isAfter(now);
  }

  /** The stored form, without the id, which is the record's key. */
  public byte[] toJson() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeStringField("type", type.name());
      json.writeStringField("token", StreamToken.of(from));
      json.writeNumberField("expires", expires.toEpochMilli());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The lease of a stored form; empty when it is none. */
  public static Optional<Lease> read(String id, byte[] json) {
    String type = "";
    String token = "";
    long expires = 0;
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "type" -> type = parser.getText();
          case "token" -> token = parser.getText();
          case "expires" -> expires = parser.getValueAsLong();
          default -> parser.skipChildren();
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    Optional<StreamPositions> from = StreamToken.read(token);
    return ResourceType.isValid(type) && from.isPresent()
        ? Optional.of(
            new Lease(id, new ResourceType(type), from.get(), Instant.ofEpochMilli(expires)))
        : Optional.empty();
  }
}
