package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.ColumnReaders;
import io.headwater.core.resource.TableName;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;

/**
 * What the values of rows and keys become: by their schema part, else by what is configured for the
 * table. One for all rows of a topic, one for all of its keys; not thread-safe.
 */
final class TableTypes {

  /** Schema parts that are not the same letter by letter are forgotten after so many. */
  private static final int MAX_KNOWN = 256;

  private final Map<TableName, Map<String, String>> settings;
  private final ColumnReaders postgres = new ColumnReaders(Set.of());
  private final ColumnReaders others = ColumnReaders.ofOtherDatabases();
  private final IdentityHashMap<SchemaPart, RowTypes> ofPostgres = new IdentityHashMap<>();
  private final IdentityHashMap<SchemaPart, RowTypes> ofOthers = new IdentityHashMap<>();
  private final Map<TableName, RowTypes> configured = new HashMap<>();

  /**
   * The types of a source's tables.
   *
   * @param settings by table and column, the semantic type of values without schema part
   */
  TableTypes(Map<TableName, Map<String, String>> settings) {
    this.settings = settings;
  }

  /** The types of a row or key that has the schema in its part; empty when it has none. */
  RowTypes of(TableName table, SchemaPart part, Optional<Schema> schema, boolean isPostgres) {
    if (schema.isEmpty()) {
      return settings.isEmpty()
          ? RowTypes.NONE
          : configured.computeIfAbsent(
              table, absent -> RowTypes.of(settings.getOrDefault(table, Map.of()), others));
    }
    IdentityHashMap<SchemaPart, RowTypes> known = isPostgres ? ofPostgres : ofOthers;
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    return known.computeIfAbsent(
        part, absent -> RowTypes.of(schema.get(), isPostgres ? postgres : others, isPostgres));
  }
}
