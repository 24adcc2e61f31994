package io.headwater.replica;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A state record's resource, token by token. Parts are cut out of the bytes, so that every number
 * stays as it was written.
 */
final class RecordTokens implements AutoCloseable {

  private static final String RESOURCE = "resource";

  // The client has read the record already, within limits of its own.
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final byte[] bytes;
  private final JsonParser parser;

  private RecordTokens(byte[] bytes) throws IOException {
    this.bytes = bytes;
    this.parser = FACTORY.createParser(bytes);
  }

  /** Stands on the opening brace of the member {@code resource}. */
  static RecordTokens atResource(byte[] stateRecord) throws IOException {
    RecordTokens tokens = new RecordTokens(stateRecord);
    tokens.findResource();
    return tokens;
  }

  /** Stands on the opening brace of an object. */
  static RecordTokens atObject(byte[] object) throws IOException {
    RecordTokens tokens = new RecordTokens(object);
    if (tokens.parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("it is no object");
    }
    return tokens;
  }

  /** Moves to the next member of the object that it stands in; false at the object's end. */
  boolean nextMember() throws IOException {
    if (parser.nextToken() != JsonToken.FIELD_NAME) {
      return false;
    }
    parser.nextToken();
    return true;
  }

  String name() throws IOException {
    return parser.currentName();
  }

  JsonToken token() {
    return parser.currentToken();
  }

  /** The text of a string, the literal of anything else that is no object or array. */
  String text() throws IOException {
    return parser.getText();
  }

  /** The value it stands on, as JSON; it then stands at the value's end. */
  String json() throws IOException {
    if (token().isScalarValue() && token() != JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    parser.skipChildren();
    // A string is read to its end only when somebody wants to have it.
    parser.finishToken();
    int end = Math.toIntExact(parser.currentLocation().getByteOffset());
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /** A text as a JSON string. */
  static String quoted(String text) {
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(text));
    return '"' + (Texts.isWellFormed(text) ? quoted : Texts.withSurrogatesEscaped(quoted)) + '"';
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  private void findResource() throws IOException {
    parser.nextToken();
    while (nextMember()) {
      if (name().equals(RESOURCE) && token() == JsonToken.START_OBJECT) {
        return;
      }
      parser.skipChildren();
    }
    throw new IOException("the record has no resource");
  }
}
