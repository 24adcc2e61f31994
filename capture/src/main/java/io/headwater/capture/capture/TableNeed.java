package io.headwater.capture.capture;

import io.headwater.core.resource.TableName;
import java.util.Set;

/**
 * What the mappings need of a table.
 *
 * @param table schema and table
 * @param columns the columns that are read
 * @param beforeImageColumns the columns whose former values must be in the log of an update or
 *     delete
 * @param maskedColumns the columns that are masked, whether they are read or not
 */
public record TableNeed(
    TableName table,
    Set<String> columns,
    Set<String> beforeImageColumns,
    Set<String> maskedColumns) {

  /** Copies the sets. */
  public TableNeed {
    columns = Set.copyOf(columns);
    beforeImageColumns = Set.copyOf(beforeImageColumns);
    maskedColumns = Set.copyOf(maskedColumns);
  }
}
