package io.headwater.http.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.headwater.core.json.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Finds a member of a state record without reading the resource. */
public final class RecordMember {

  private static final JsonFactory FACTORY = new JsonFactory();

  private RecordMember() {}

  /** The text of a string that the record has; empty when it has no such member. */
  public static Optional<String> text(Bytes record, String name) {
    return find(record, name, JsonToken.VALUE_STRING);
  }

  /** The literal of an integer that the record has; empty when it has no such member. */
  static Optional<String> integer(Bytes record, String name) {
    return find(record, name, JsonToken.VALUE_NUMBER_INT);
  }

  private static Optional<String> find(Bytes record, String name, JsonToken kind) {
    try (JsonParser parser = FACTORY.createParser(record.array())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = name.equals(parser.currentName());
        JsonToken value = parser.nextToken();
        if (found) {
          return value == kind ? Optional.of(parser.getText()) : Optional.empty();
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("a stored state is not JSON", e);
    }
  }
}
