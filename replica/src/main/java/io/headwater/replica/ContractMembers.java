package io.headwater.replica;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The members that a contract (JSON Schema) names for a resource, each with its kind. */
final class ContractMembers {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ContractMembers() {}

  /**
   * Reads a contract.
   *
   * @throws IllegalArgumentException when it is not a JSON object
   */
  static SequencedMap<String, ColumnKind> of(String contract) {
    JsonNode schema;
    try {
      schema = JSON.readTree(contract);
    } catch (JsonProcessingException e) {
      throw notASchema();
    }
    if (schema == null || !schema.isObject()) {
      throw notASchema();
    }
    SequencedMap<String, ColumnKind> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      members.put(property.getKey(), kind(property.getValue().path("type")));
    }
    return members;
  }

  private static ColumnKind kind(JsonNode type) {
    List<String> words = new ArrayList<>();
    if (type.isArray()) {
      type.forEach(word -> words.add(word.asText()));
    } else {
      words.add(type.asText());
    }
    words.remove("null");
    if (words.size() != 1) {
      return ColumnKind.ANYTHING;
    }
    return switch (words.getFirst()) {
      case "integer" -> ColumnKind.INTEGER;
      case "number" -> ColumnKind.NUMBER;
      case "string" -> ColumnKind.STRING;
      case "boolean" -> ColumnKind.BOOLEAN;
      default -> ColumnKind.ANYTHING;
    };
  }

  private static IllegalArgumentException notASchema() {
    return new IllegalArgumentException(
        "the contract is not a JSON object; mend: give the text of /v1/resources/{type}/schema");
  }
}
