package io.headwater.client.bootstrap;

import static io.headwater.client.bootstrap.JsonTokens.require;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bootstrap's last line: how many states there are, and the checksum over their lines. */
record BootstrapCompletion(long count, String checksum) {

  /** The completion that line is; empty when its first field is another than "complete". */
  static Optional<BootstrapCompletion> parse(byte[] bytes, int length) {
    try (JsonParser parser = JsonTokens.parser(bytes, length)) {
      JsonTokens.openObject(parser);
      if (parser.nextToken() != JsonToken.FIELD_NAME || !parser.currentName().equals("complete")) {
        return Optional.empty();
      }
      require(parser.nextToken() == JsonToken.START_OBJECT, "\"complete\" is not a JSON object");
      BootstrapCompletion completion = fields(parser);
      require(parser.nextToken() == JsonToken.END_OBJECT, "it has a field beside \"complete\"");
      JsonTokens.end(parser);
      return Optional.of(completion);
    } catch (IOException e) {
      throw JsonTokens.broken(e);
    }
  }

  private static BootstrapCompletion fields(JsonParser parser) throws IOException {
    long count = -1;
    @Nullable String checksum = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "count" -> count = JsonTokens.count(parser, "its count");
        case "checksum" -> checksum = JsonTokens.text(parser, "its checksum");
        default -> parser.skipChildren();
      }
    }
    if (count < 0 || checksum == null) {
      throw new MalformedStateException("it lacks one of the fields count and checksum");
    }
    return new BootstrapCompletion(count, checksum);
  }
}
