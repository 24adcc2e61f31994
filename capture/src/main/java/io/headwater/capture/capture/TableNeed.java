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
 */
public record TableNeed(TableName table, Set<String> columns, Set<String> beforeImageColumns) {

  /** Copies the sets. */
  public TableNeed {
    columns = Set.copyOf(columns);
    beforeImageColumns = Set.copyOf(beforeImageColumns);
  }
}
