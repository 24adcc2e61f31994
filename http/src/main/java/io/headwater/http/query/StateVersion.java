package io.headwater.http.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.headwater.core.json.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;

/** Finds the version in a state record without reading the resource. */
final class StateVersion {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final String FIELD = "version";

  private StateVersion() {}

  /** The version; empty when the record has none. */
  static OptionalLong of(Bytes state) {
    try (JsonParser parser = FACTORY.createParser(state.array())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return OptionalLong.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = FIELD.equals(parser.currentName());
        JsonToken value = parser.nextToken();
        if (found) {
          return value == JsonToken.VALUE_NUMBER_INT
              ? OptionalLong.of(parser.getLongValue())
              : OptionalLong.empty();
        }
        parser.skipChildren();
      }
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("a stored state is not JSON", e);
    }
  }
}
