package io.headwater.capture.normalize.debezium;

import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;

/**
 * What the records of a Debezium connector do not tell.
 *
 * @param source the source's name
 * @param placeholder the connector's {@code unavailable.value.placeholder}
 * @param addedFieldsPrefix how the fields begin that a flattened row has beside its columns, the
 *     {@code add.fields.prefix} of {@code ExtractNewRecordState}
 * @param tables the tables of topics with flattened rows that do not tell it; on such a topic a
 *     tombstone is a delete
 * @param keys the key columns of tables whose records have no key that names them
 * @param types by table and column, the semantic type of values without schema part, such as {@code
 *     io.debezium.time.MicroTimestamp} or {@code org.apache.kafka.connect.data.Decimal(2)}
 */
public record DebeziumSettings(
    String source,
    String placeholder,
    String addedFieldsPrefix,
    Map<String, TableName> tables,
    Map<TableName, List<String>> keys,
    Map<TableName, Map<String, String>> types) {

  /** What Debezium puts in place of a value that was not logged, unless configured otherwise. */
  public static final String DEFAULT_PLACEHOLDER = "__debezium_unavailable_value";

  private static final String DEFAULT_PREFIX = "__";

  public DebeziumSettings {
    tables = Map.copyOf(tables);
    keys = Map.copyOf(keys);
    types = Map.copyOf(types);
  }

  /** A connector with the defaults, whose records tell all. */
  public static DebeziumSettings of(String source) {
    return of(source, Map.of(), Map.of(), Map.of());
  }

  /** A connector with the defaults. */
  public static DebeziumSettings of(
      String source,
      Map<String, TableName> tables,
      Map<TableName, List<String>> keys,
      Map<TableName, Map<String, String>> types) {
    return new DebeziumSettings(source, DEFAULT_PLACEHOLDER, DEFAULT_PREFIX, tables, keys, types);
  }
}
