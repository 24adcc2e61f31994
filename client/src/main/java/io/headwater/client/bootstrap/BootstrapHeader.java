package io.headwater.client.bootstrap;

import static io.headwater.client.bootstrap.JsonTokens.require;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bootstrap's first line: what is downloaded, and where the stream goes on from it.
 *
 * @param type the resource type
 * @param topic the state topic to follow
 * @param epoch names the incarnation of the stream; positions of another epoch mean nothing
 * @param positions per partition, the next offset to consume
 * @param tombstonesMs how long the topic keeps deletions; empty when the server does not tell
 */
public record BootstrapHeader(
    String type,
    String topic,
    String epoch,
    SortedMap<Integer, Long> positions,
    OptionalLong tombstonesMs) {

  /** Keeps its own unmodifiable copy of the positions. */
  public BootstrapHeader {
    positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
  }

  static BootstrapHeader parse(byte[] bytes, int length) {
    try (JsonParser parser = JsonTokens.parser(bytes, length)) {
      JsonTokens.openObject(parser);
      require(
          parser.nextToken() == JsonToken.FIELD_NAME && parser.currentName().equals("bootstrap"),
          "its first field is not \"bootstrap\"");
      require(parser.nextToken() == JsonToken.START_OBJECT, "\"bootstrap\" is not a JSON object");
      BootstrapHeader header = fields(parser);
      require(parser.nextToken() == JsonToken.END_OBJECT, "it has a field beside \"bootstrap\"");
      JsonTokens.end(parser);
      return header;
    } catch (IOException e) {
      throw JsonTokens.broken(e);
    }
  }

  private static BootstrapHeader fields(JsonParser parser) throws IOException {
    @Nullable String type = null;
    @Nullable String topic = null;
    @Nullable String epoch = null;
    SortedMap<Integer, Long> positions = new TreeMap<>();
    OptionalLong tombstonesMs = OptionalLong.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "type" -> type = JsonTokens.text(parser, "its type");
        case "topic" -> topic = JsonTokens.text(parser, "its topic");
        case "epoch" -> {
          require(
              value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT,
              "its epoch is neither a string nor an integer");
          epoch = parser.getText();
        }
        case "positions" -> positions(parser, positions);
        case "tombstones_ms" ->
            tombstonesMs = OptionalLong.of(JsonTokens.count(parser, "its tombstones_ms"));
        default -> parser.skipChildren();
      }
    }
    if (type == null || topic == null || epoch == null || positions.isEmpty()) {
      throw new MalformedStateException(
          "it lacks one of the fields type, topic, epoch and positions");
    }
    return new BootstrapHeader(type, topic, epoch, positions, tombstonesMs);
  }

  private static void positions(JsonParser parser, SortedMap<Integer, Long> positions)
      throws IOException {
    require(parser.currentToken() == JsonToken.START_OBJECT, "its positions are not an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      int partition = partition(parser.currentName());
      parser.nextToken();
      positions.put(partition, JsonTokens.count(parser, "the position of a partition"));
    }
  }

  private static int partition(String name) {
    boolean isNumber = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    require(isNumber && name.length() < 10, "its positions name a partition that is no number");
    return Integer.parseInt(name);
  }
}
