package io.headwater.client.consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.client.consumer.ConsumerPosition.Stream;
import io.headwater.client.consumer.PartitionPosition.Downloaded;
import io.headwater.client.consumer.PartitionPosition.Downloading;
import io.headwater.client.consumer.PartitionPosition.NotBegun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A position as the text that a sink keeps; pure. A text of another version is not read. */
final class PositionCodec {

  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private PositionCodec() {}

  static String text(ConsumerPosition position) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("v", VERSION);
    root.put("generation", position.generation());
    root.put("complete", position.complete());
    position.stream()
        .ifPresent(
            stream ->
                root.putObject("stream")
                    .put("topic", stream.topic())
                    .put("epoch", stream.epoch())
                    .put("tombstones_ms", stream.tombstonesMs()));
    if (!position.floors().offsets().isEmpty()) {
      ObjectNode floors = root.putObject("floors").put("epoch", position.floors().epoch());
      ObjectNode offsets = floors.putObject("offsets");
      position
          .floors()
          .offsets()
          .forEach((at, offset) -> offsets.put(Integer.toString(at), offset));
    }
    ObjectNode partitions = root.putObject("partitions");
    position
        .partitions()
        .forEach((number, at) -> partitions.set(Integer.toString(number), partition(at)));
    return root.toString();
  }

  /** The position that text stands for; empty when it stands for none. */
  static Optional<ConsumerPosition> read(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      if (!root.isObject() || root.path("v").asInt() != VERSION) {
        return Optional.empty();
      }
      SortedMap<Integer, PartitionPosition> partitions = new TreeMap<>();
      for (var entry : required(root, "partitions").properties()) {
        partitions.put(Integer.valueOf(entry.getKey()), partition(entry.getValue()));
      }
      ConsumerPosition position =
          new ConsumerPosition(
              required(root, "generation").longValue(),
              required(root, "complete").booleanValue(),
              stream(root),
              floors(root),
              partitions);
      return Optional.of(position).filter(PositionCodec::isWhole);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  // A complete bootstrap has every partition, and something to follow.
  private static boolean isWhole(ConsumerPosition position) {
    return !position.partitions().isEmpty()
        && (!position.complete() || (position.stream().isPresent() && position.allDownloaded()));
  }

  private static JsonNode partition(PartitionPosition at) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    return switch (at) {
      case NotBegun ignored -> node;
      case Downloading downloading -> {
        downloading.after().ifPresent(after -> node.put("after", after));
        yield node.set("parts", parts(downloading.parts()));
      }
      case Downloaded downloaded -> {
        node.put("next", downloaded.next());
        yield downloaded.parts().list().isEmpty()
            ? node
            : node.set("parts", parts(downloaded.parts()));
      }
    };
  }

  private static PartitionPosition partition(JsonNode node) {
    if (node.has("next")) {
      return new Downloaded(node.path("next").longValue(), parts(node.path("parts")));
    }
    return node.has("parts")
        ? new Downloading(text(node, "after"), parts(node.path("parts")))
        : new NotBegun();
  }

  private static ArrayNode parts(Parts parts) {
    ArrayNode node = JsonNodeFactory.instance.arrayNode();
    for (Parts.Part part : parts.list()) {
      ObjectNode one = node.addObject();
      part.after().ifPresent(after -> one.put("after", after));
      one.put("position", part.position());
    }
    return node;
  }

  private static Parts parts(JsonNode node) {
    List<Parts.Part> parts = new ArrayList<>();
    for (JsonNode one : node) {
      parts.add(new Parts.Part(text(one, "after"), required(one, "position").longValue()));
    }
    return new Parts(parts);
  }

  private static Optional<Stream> stream(JsonNode root) {
    JsonNode stream = root.path("stream");
    return stream.isObject()
        ? Optional.of(
            new Stream(
                required(stream, "topic").textValue(),
                required(stream, "epoch").textValue(),
                required(stream, "tombstones_ms").longValue()))
        : Optional.empty();
  }

  private static Floors floors(JsonNode root) {
    SortedMap<Integer, Long> offsets = new TreeMap<>();
    for (var entry : root.path("floors").path("offsets").properties()) {
      offsets.put(Integer.valueOf(entry.getKey()), entry.getValue().longValue());
    }
    return offsets.isEmpty()
        ? Floors.NONE
        : new Floors(root.path("floors").path("epoch").asText(), offsets);
  }

  private static Optional<String> text(JsonNode node, String field) {
    return node.path(field).isTextual()
        ? Optional.of(node.path(field).textValue())
        : Optional.empty();
  }

  private static JsonNode required(JsonNode node, String field) {
    JsonNode found = node.get(field);
    if (found == null) {
      throw new IllegalArgumentException("it lacks the field " + field);
    }
    return found;
  }
}
