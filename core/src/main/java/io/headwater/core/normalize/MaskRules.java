package io.headwater.core.normalize;

import io.headwater.core.resource.TableName;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which columns of one source are masked, and how.
 *
 * @param tables the masked columns by table; a column that is not there is written as it is
 */
public record MaskRules(Map<TableName, Map<String, Mask>> tables) {

  private static final MaskRules NONE = new MaskRules(Map.of());

  public MaskRules {
    tables =
        tables.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> Map.copyOf(entry.getValue())));
  }

  /** Nothing is masked. */
  public static MaskRules none() {
    return NONE;
  }

  /** The masked columns of a table. */
  public Map<String, Mask> of(TableName table) {
    return tables.getOrDefault(table, Map.of());
  }

  /** Whether any column is masked. */
  public boolean isEmpty() {
    return tables.isEmpty();
  }

  /** Whether any mask needs a key. */
  public boolean needKey() {
    return tables.values().stream()
        .anyMatch(columns -> columns.values().stream().anyMatch(Mask::needsKey));
  }
}
