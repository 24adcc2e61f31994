package io.headwater.client.bootstrap;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Locale;

/** The token-level reading that state lines and the lines around them share. */
final class JsonTokens {

  // Strings and numbers are only passed over, so a line's own limit is limit enough.
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(NdjsonLines.MAX_LINE_BYTES)
                  .maxNumberLength(NdjsonLines.MAX_LINE_BYTES)
                  .build())
          // A document's field names come from users' schemas and JSON columns: without end.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private JsonTokens() {}

  static JsonParser parser(byte[] bytes, int length) throws IOException {
    return FACTORY.createParser(bytes, 0, length);
  }

  /** Moves onto the opening brace of the only object. */
  static void openObject(JsonParser parser) throws IOException {
    require(parser.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
  }

  /** Moves past the closing brace: nothing may follow it. */
  static void end(JsonParser parser) throws IOException {
    require(parser.nextToken() == null, "something follows the JSON object");
  }

  /** The text of the string the parser is on. */
  static String text(JsonParser parser, String field) throws IOException {
    require(parser.currentToken() == JsonToken.VALUE_STRING, field + " is not a string");
    return parser.getText();
  }

  /** The integer of at least 0 the parser is on. */
  static long count(JsonParser parser, String field) throws IOException {
    require(
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
            && parser.getLongValue() >= 0,
        field + " is not an integer between 0 and " + Long.MAX_VALUE);
    return parser.getLongValue();
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedStateException(otherwise);
    }
  }

  /** Where and why JSON is broken, without the text itself, which may be personal data. */
  static MalformedStateException broken(IOException cause) {
    if (cause instanceof JsonProcessingException json && json.getLocation() != null) {
      return new MalformedStateException(
          String.format(
              Locale.ROOT, "it is not valid JSON at byte %d", json.getLocation().getByteOffset()));
    }
    return new MalformedStateException("it is not valid JSON", cause);
  }
}
