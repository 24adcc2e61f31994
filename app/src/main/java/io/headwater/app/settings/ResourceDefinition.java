package io.headwater.app.settings;

import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.normalize.ColumnRules;
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
 * @param rules by relation name, the columns of its table with a rule; relations without are left
 *     out
 */
public record ResourceDefinition(
    ResourceMapping mapping,
    Path file,
    Optional<SchemaFile> schema,
    Map<String, Map<String, Integer>> lines,
    Map<String, Map<String, RuledColumn>> rules) {

  public ResourceDefinition {
    lines = Map.copyOf(lines);
    rules = Map.copyOf(rules);
  }

  /** The line where a relation names a table or column; 0 when it does not. */
  public int line(String relation, String name) {
    return lines.getOrDefault(relation, Map.of()).getOrDefault(name, 0);
  }

  /** The columns of a relation's table with a rule, as far as the relation says. */
  public Map<String, RuledColumn> rules(String relation) {
    return rules.getOrDefault(relation, Map.of());
  }

  /** The rules of all resources of one source, of which no two rule a column differently. */
  public static ColumnRules rulesOf(List<ResourceDefinition> resources) {
    Map<TableName, Map<String, ColumnRule>> rules = new HashMap<>();
    for (ResourceDefinition resource : resources) {
      for (ResourceMapping.Relation relation : resource.mapping().relations()) {
        Map<String, RuledColumn> ruled = resource.rules(relation.name());
        if (!ruled.isEmpty()) {
          Map<String, ColumnRule> columns =
              rules.computeIfAbsent(relation.table(), table -> new HashMap<>());
          ruled.forEach((column, said) -> columns.put(column, said.rule()));
        }
      }
    }
    return new ColumnRules(rules);
  }
}
