package io.headwater.client.bootstrap;

import static io.headwater.client.bootstrap.JsonTokens.require;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one state record in one pass, without building a tree. */
final class StateParser {

  private static final long ABSENT = -1;

  private final byte[] bytes;
  private @Nullable String type;
  private @Nullable String key;
  private long version = ABSENT;
  private @Nullable Operation operation;
  private @Nullable JsonToken resource;

  private StateParser(byte[] bytes) {
    this.bytes = bytes;
  }

  static StateRecordView parse(JsonBytes value) {
    StateParser state = new StateParser(value.shared());
    try (JsonParser parser = JsonTokens.parser(value.shared(), value.length())) {
      JsonTokens.openObject(parser);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        parser.nextToken();
        state.field(field, parser);
      }
      JsonTokens.end(parser);
    } catch (IOException e) {
      throw JsonTokens.broken(e);
    }
    return state.view(value);
  }

  private void field(String name, JsonParser parser) throws IOException {
    switch (name) {
      case "type" -> type = JsonTokens.text(parser, "its type");
      case "operation" -> operation = operation(JsonTokens.text(parser, "its operation"));
      case "id" -> key = key(parser);
      case "version" -> version = JsonTokens.count(parser, "its version");
      case "resource" -> {
        resource = parser.currentToken();
        parser.skipChildren();
      }
      default -> parser.skipChildren();
    }
  }

  private static Operation operation(String word) {
    return Operation.of(word)
        .orElseThrow(
            () ->
                new MalformedStateException(
                    "its operation is none of create, update and delete: \"" + word + "\""));
  }

  private String key(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    require(token != JsonToken.VALUE_NULL, "its id is null");
    if (token.isScalarValue()) {
      return parser.getText();
    }
    int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    parser.skipChildren();
    int end = Math.toIntExact(parser.currentTokenLocation().getByteOffset()) + 1;
    return compact(start, end);
  }

  // Cut out of the bytes, not rendered again: the key must keep the sender's escapes and literals.
  private String compact(int start, int end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(end - start);
    boolean inString = false;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b == '"') {
        inString = !inString;
      } else if (b == '\\') {
        out.write(b);
        i++;
        b = bytes[i];
      } else if (!inString && (b == ' ' || b == '\t' || b == '\r' || b == '\n')) {
        continue;
      }
      out.write(b);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private StateRecordView view(JsonBytes value) {
    if (type == null || key == null || operation == null || version == ABSENT || resource == null) {
      throw new MalformedStateException(
          "it lacks one of the fields type, operation, id, version and resource");
    }
    if (operation == Operation.DELETE) {
      require(resource == JsonToken.VALUE_NULL, "it is a delete with a resource that is not null");
    } else {
      require(resource == JsonToken.START_OBJECT, "its resource is not a JSON object");
    }
    return new StateRecordView(type, key, version, operation, value);
  }
}
