package io.headwater.core.produce;

import io.headwater.core.resource.TableName;
import java.util.Optional;

/** What a source's catalogue says of the tables and columns that mappings name. */
public interface SourceCatalogue {

  /** What the column's values are in JSON; empty when there is no such column. */
  Optional<ValueSchema> column(TableName table, String column);

  /** What the source says of the table. */
  Optional<String> comment(TableName table);

  /** What a member's values are; empty when it needs a column that is not there. */
  default Optional<ValueSchema> member(TableName table, FieldValue value) {
    boolean complete =
        value.neededColumns().stream().allMatch(column -> column(table, column).isPresent());
    return complete
        ? Optional.of(ValueSchema.of(value, column -> required(table, column)))
        : Optional.empty();
  }

  private ValueSchema required(TableName table, String column) {
    return column(table, column)
        .orElseThrow(() -> new IllegalArgumentException("no column " + column + " in " + table));
  }
}
