package io.headwater.capture.capture;

import io.headwater.capture.normalize.ColumnDeclaration;
import io.headwater.core.produce.SourceCatalogue;
import io.headwater.core.produce.ValueSchema;
import io.headwater.core.resource.TableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The columns of a source's tables when its catalogue was read.
 *
 * @param tables the tables that were found, by name
 */
public record SourceColumns(Map<TableName, Table> tables) {

  public SourceColumns {
    tables = Map.copyOf(tables);
  }

  /** No table: what is known of a source that could not be read. */
  public static SourceColumns none() {
    return new SourceColumns(Map.of());
  }

  /**
   * A table.
   *
   * @param comment its comment
   * @param columns in the table's order
   */
  public record Table(Optional<String> comment, Map<String, ColumnDeclaration> columns) {
    public Table {
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }
  }

  /** What stays true while the source is captured, see {@link ColumnDeclaration#wide}. */
  public SourceCatalogue wide() {
    return catalogue(ColumnDeclaration::wide);
  }

  /** What the tables declare now, see {@link ColumnDeclaration#strict}. */
  public SourceCatalogue strict() {
    return catalogue(ColumnDeclaration::strict);
  }

  private SourceCatalogue catalogue(Function<ColumnDeclaration, ValueSchema> schema) {
    return new SourceCatalogue() {
      @Override
      public Optional<ValueSchema> column(TableName table, String column) {
        return Optional.ofNullable(tables.get(table))
            .flatMap(found -> Optional.ofNullable(found.columns().get(column)))
            .map(schema);
      }

      @Override
      public Optional<String> comment(TableName table) {
        return Optional.ofNullable(tables.get(table)).flatMap(Table::comment);
      }
    };
  }
}
