package io.headwater.capture.normalize.debezium;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.json.Json;
import java.io.IOException;

/** Parsers of raw records, with the limits that {@link Json} has, and what they have in common. */
final class JsonTokens {

  /** What surrounds a value in a record: the record, its payload and the row. */
  private static final int ENVELOPE_DEPTH = 3;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Json.MAX_DEPTH + ENVELOPE_DEPTH)
                  .maxStringLength(Json.MAX_STRING_CHARS)
                  .maxNumberLength(Json.MAX_NUMBER_CHARS)
                  .build())
          .build();

  private JsonTokens() {}

  /** A parser of a part of the bytes, which has no stray one, before its first token. */
  static JsonParser parser(byte[] utf8, int start, int end) throws IOException {
    return FACTORY.createParser(utf8, start, end - start);
  }

  /** Refuses what comes behind the value that was read. */
  static void expectEnd(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw new RefusedRecordException("there is content behind the JSON value");
    }
  }

  /** The text, when it can be written as UTF-8. */
  static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new RefusedRecordException("a string holds half of a surrogate pair");
        }
        i++;
      }
    }
    return text;
  }

  /** Whether the token is a string, a number or a boolean. */
  static boolean isScalar(JsonToken token) {
    return token.isScalarValue() && token != JsonToken.VALUE_NULL;
  }

  /** Why the bytes are not JSON; without the parser's own message, which may quote them. */
  static RefusedRecordException malformed(IOException e) {
    return new RefusedRecordException(
        e instanceof JsonProcessingException json && json.getLocation() != null
            ? "not JSON within the limits, at byte " + json.getLocation().getByteOffset()
            : "not JSON in UTF-8");
  }
}
