package io.headwater.app.settings;

import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.SourceCatalogue;
import io.headwater.core.produce.ValueSchema;
import io.headwater.core.resource.TableName;
import java.util.Set;

/** Compares the columns that mappings truncate with what the source says of them. */
public final class TruncatedColumns {

  private static final Set<String> TEXT = Set.of("string", "null");

  private TruncatedColumns() {}

  /**
   * Reports every truncated column whose values are not surely texts; columns that the catalogue
   * lacks are left out.
   *
   * @param catalogue of the resource's source, as it is now and without the mappings' rules
   */
  public static void check(
      ResourceDefinition resource, SourceCatalogue catalogue, Problems problems) {
    for (ResourceMapping.Relation relation : resource.mapping().relations()) {
      TableName table = relation.table();
      resource
          .rules(relation.name())
          .forEach(
              (column, ruled) -> {
                if (ruled.rule() instanceof ColumnRule.Truncate
                    && catalogue
                        .column(table, column)
                        .filter(schema -> !isText(schema))
                        .isPresent()) {
                  problems.add(
                      resource.file().toString(),
                      ruled.line(),
                      "'large' truncates column '%s' of table %s, whose values are not texts"
                          .formatted(column, table),
                      "write %s = reference or %s = drop; only text can be cut"
                          .formatted(column, column));
                }
              });
    }
  }

  /** Whether all values are texts, and none is another thing in Base64. */
  private static boolean isText(ValueSchema schema) {
    return !schema.types().isEmpty()
        && TEXT.containsAll(schema.types())
        && schema.alternatives().stream()
            .noneMatch(alternative -> alternative.member("contentEncoding").isPresent());
  }
}
