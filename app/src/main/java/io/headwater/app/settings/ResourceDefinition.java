package io.headwater.app.settings;

import io.headwater.core.produce.ResourceMapping;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A resource as its mapping file defines it.
 *
 * @param file the mapping file
 * @param schema the contract that it names; empty when the contract is derived
 * @param lines by relation name, the line in the mapping file of each name that it uses
 */
public record ResourceDefinition(
    ResourceMapping mapping,
    Path file,
    Optional<SchemaFile> schema,
    Map<String, Map<String, Integer>> lines) {

  public ResourceDefinition {
    lines = Map.copyOf(lines);
  }

  /** The line where a relation names a table or column; 0 when it does not. */
  public int line(String relation, String name) {
    return lines.getOrDefault(relation, Map.of()).getOrDefault(name, 0);
  }
}
