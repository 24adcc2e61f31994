package io.headwater.core.normalize;

import io.headwater.core.resource.TableName;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which columns of one source have a rule, and which.
 *
 * @param tables the rules by table and column; a column that is not there is written as it is
 */
public record ColumnRules(Map<TableName, Map<String, ColumnRule>> tables) {

  private static final ColumnRules NONE = new ColumnRules(Map.of());

  public ColumnRules {
    tables =
        tables.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> Map.copyOf(entry.getValue())));
  }

  /** No column has a rule. */
  public static ColumnRules none() {
    return NONE;
  }

  /** The rules of a table, by column. */
  public Map<String, ColumnRule> of(TableName table) {
    return tables.getOrDefault(table, Map.of());
  }

  /** Whether no column has a rule. */
  public boolean isEmpty() {
    return tables.isEmpty();
  }

  /** Whether any rule needs a key. */
  public boolean needKey() {
    return tables.values().stream()
        .anyMatch(columns -> columns.values().stream().anyMatch(ColumnRule::needsKey));
  }
}
