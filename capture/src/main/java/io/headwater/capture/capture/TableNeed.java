package io.headwater.capture.capture;

import io.headwater.core.resource.TableName;
import java.util.Set;
import java.util.function.Function;

/**
 * What the mappings need of a table.
 *
 * @param table schema and table
 * @param columns the columns that are read
 * @param beforeImageColumns by the columns of the table's primary key, those whose former values
 *     must be in the log of an update or delete
 * @param identities each the columns that tell a row from all others of the table
 * @param ruledColumns the columns with a rule, whether they are read or not
 */
public record TableNeed(
    TableName table,
    Set<String> columns,
    Function<Set<String>, Set<String>> beforeImageColumns,
    Set<Set<String>> identities,
    Set<String> ruledColumns) {

  /** Copies the sets. */
  public TableNeed {
    columns = Set.copyOf(columns);
    identities = Set.copyOf(identities);
    ruledColumns = Set.copyOf(ruledColumns);
  }
}
