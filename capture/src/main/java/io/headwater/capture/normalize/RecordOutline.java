package io.headwater.capture.normalize;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.headwater.core.json.Bytes;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names of a record's members near its beginning, as far as they can be read: {@code
 * payload.op} is the member {@code op} of the member {@code payload}. Arrays count as their items
 * together.
 */
final class RecordOutline {

  /** What is read of a record; the members that tell a format come early, but for long schemas. */
  static final int MAX_BYTES = 65_536;

  /** Members of members, and no deeper. */
  static final int MAX_LEVELS = 2;

  /** The longest text that is kept, in characters; those that tell a format are short. */
  private static final int MAX_TEXT = 32;

  private static final int MAX_DEPTH = 500;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final Set<String> names = new HashSet<>();
  private final Map<String, String> texts = new HashMap<>();

  private RecordOutline() {}

  static RecordOutline of(Bytes value) {
    RecordOutline outline = new RecordOutline();
    int size = Math.min(value.size(), MAX_BYTES);
    try (JsonParser parser = FACTORY.createParser(value.array(), 0, size)) {
      outline.readValue(parser, parser.nextToken(), "", 0);
    } catch (IOException e) {
      // The end of what is read, or of what can be: what was seen until there has to do.
    }
    return outline;
  }

  boolean has(String path) {
    return names.contains(path);
  }

  Optional<String> text(String path) {
    return Optional.ofNullable(texts.get(path));
  }

  /** The number of members of the object at {@code ""} or {@code "payload."}. */
  long count(String at) {
    return names.stream().filter(name -> isMember(name, at)).count();
  }

  /** Whether a member of the object at {@code ""} or {@code "payload."} begins so. */
  boolean hasAny(String at, String beginning) {
    return names.stream().anyMatch(name -> isMember(name, at) && name.startsWith(at + beginning));
  }

  private static boolean isMember(String name, String at) {
    return name.startsWith(at) && name.indexOf('.', at.length()) < 0;
  }

  private void readValue(JsonParser parser, JsonToken token, String path, int level)
      throws IOException {
    if (token == JsonToken.START_OBJECT) {
      if (level >= MAX_LEVELS) {
        parser.skipChildren();
      } else {
        readMembers(parser, path, level);
      }
    } else if (token == JsonToken.START_ARRAY) {
      readItems(parser, path, level);
    } else if (token == JsonToken.VALUE_STRING && parser.getTextLength() <= MAX_TEXT) {
      texts.put(path, parser.getText());
    }
  }

  private void readMembers(JsonParser parser, String path, int level) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = path.isEmpty() ? parser.currentName() : path + '.' + parser.currentName();
      names.add(name);
      readValue(parser, parser.nextToken(), name, level + 1);
    }
  }

  private void readItems(JsonParser parser, String path, int level) throws IOException {
    JsonToken token = parser.nextToken();
    while (token != null && token != JsonToken.END_ARRAY) {
      if (token == JsonToken.START_ARRAY) {
        // Only records stand in arrays, and no arrays of them.
        parser.skipChildren();
      } else {
        readValue(parser, token, path, level);
      }
      token = parser.nextToken();
    }
  }
}
