package io.headwater.app.settings;

import io.headwater.core.normalize.Mask;
import io.headwater.core.normalize.MaskRules;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.resource.TableName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A resource as its mapping file defines it.
 *
 * @param file the mapping file
 * @param schema the contract that it names; empty when the contract is derived
 * @param lines by relation name, the line in the mapping file of each name that it uses
 * @param masks by relation name, the masked columns of its table; those without are left out
 */
public record ResourceDefinition(
    ResourceMapping mapping,
    Path file,
    Optional<SchemaFile> schema,
    Map<String, Map<String, Integer>> lines,
    Map<String, Map<String, MaskedColumn>> masks) {

  public ResourceDefinition {
    lines = Map.copyOf(lines);
    masks = Map.copyOf(masks);
  }

  /** The line where a relation names a table or column; 0 when it does not. */
  public int line(String relation, String name) {
    return lines.getOrDefault(relation, Map.of()).getOrDefault(name, 0);
  }

  /** The masked columns of a relation's table, as far as the relation says. */
  public Map<String, MaskedColumn> masks(String relation) {
    return masks.getOrDefault(relation, Map.of());
  }

  /** What resources of one source mask together, of which no two mask a column differently. */
  public static MaskRules masksOf(List<ResourceDefinition> resources) {
    Map<TableName, Map<String, Mask>> rules = new HashMap<>();
    for (ResourceDefinition resource : resources) {
      for (ResourceMapping.Relation relation : resource.mapping().relations()) {
        Map<String, MaskedColumn> masked = resource.masks(relation.name());
        if (!masked.isEmpty()) {
          Map<String, Mask> columns =
              rules.computeIfAbsent(relation.table(), table -> new HashMap<>());
          masked.forEach((column, mask) -> columns.put(column, mask.mask()));
        }
      }
    }
    return new MaskRules(rules);
  }
}
