package io.headwater.client.bootstrap;

import static io.headwater.client.bootstrap.JsonTokens.require;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line that says how many states there were before it, and the checksum over their lines.
 *
 * @param checkpoint the id of the last state before a checkpoint; empty in the last line of all
 */
record BootstrapMark(long count, String checksum, Optional<String> checkpoint) {

  private static final String COMPLETE = "complete";
  private static final String CHECKPOINT = "checkpoint";

  /** The mark that line is; empty when its first field is that of a state. */
  static Optional<BootstrapMark> parse(byte[] bytes, int length) {
    try (JsonParser parser = JsonTokens.parser(bytes, length)) {
      JsonTokens.openObject(parser);
      if (parser.nextToken() != JsonToken.FIELD_NAME) {
        return Optional.empty();
      }
      String kind = parser.currentName();
      if (!kind.equals(COMPLETE) && !kind.equals(CHECKPOINT)) {
        return Optional.empty();
      }
      require(
          parser.nextToken() == JsonToken.START_OBJECT, "\"" + kind + "\" is not a JSON object");
      BootstrapMark mark = fields(parser, kind.equals(CHECKPOINT));
      require(parser.nextToken() == JsonToken.END_OBJECT, "it has a field beside \"" + kind + "\"");
      JsonTokens.end(parser);
      return Optional.of(mark);
    } catch (IOException e) {
      throw JsonTokens.broken(e);
    }
  }

  private static BootstrapMark fields(JsonParser parser, boolean isCheckpoint) throws IOException {
    long count = -1;
    @Nullable String checksum = null;
    @Nullable String after = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "count" -> count = JsonTokens.count(parser, "its count");
        case "checksum" -> checksum = JsonTokens.text(parser, "its checksum");
        case "after" -> after = JsonTokens.text(parser, "its after");
        default -> parser.skipChildren();
      }
    }
    if (count < 0 || checksum == null) {
      throw new MalformedStateException("it lacks one of the fields count and checksum");
    }
    require(!isCheckpoint || after != null, "it lacks the field after");
    return new BootstrapMark(
        count, checksum, isCheckpoint ? Optional.ofNullable(after) : Optional.empty());
  }
}
