package io.headwater.app.wiring;

import io.headwater.capture.capture.SourceColumns;
import io.headwater.core.json.Value;
import io.headwater.core.produce.SourceCatalogue;
import io.headwater.core.produce.ValueSchema;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a source's columns.
 *
 * @param wide what stays true while the source is captured
 * @param strict what its tables declare now
 */
record Catalogues(SourceCatalogue wide, SourceCatalogue strict) {

  private static final ValueSchema ANYTHING =
      new ValueSchema(List.of(Value.Obj.empty()), false, true, Optional.empty());

  static Catalogues of(SourceColumns columns) {
    return new Catalogues(columns.wide(), columns.strict());
  }

  /** A source that has no catalogue: it may have any table, with any column of any type. */
  static Catalogues untold() {
    SourceCatalogue untold =
        new SourceCatalogue() {
          @Override
          public Optional<ValueSchema> column(TableName table, String column) {
            return Optional.of(ANYTHING);
          }

          @Override
          public Optional<String> comment(TableName table) {
            return Optional.empty();
          }
        };
    return new Catalogues(untold, untold);
  }
}
