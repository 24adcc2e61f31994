package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.ColumnReaders;
import io.headwater.capture.normalize.UnreadableValueException;
import io.headwater.capture.normalize.ValueReader;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * What the values of a row's columns become, by the row's schema or by what is configured.
 *
 * <p>Most columns are in JSON already what they become, and cost nothing. Immutable but for its
 * builder; not thread-safe.
 */
final class RowTypes {

  /** Nothing is known, so values stay as they are. */
  static final RowTypes NONE = new RowTypes(Map.of());

  private static final Set<String> BINARY = Set.of("", "BYTEA", "_BYTEA");

  private record Column(Schema schema, ValueReader reader) {}

  private final Map<String, Column> columns;
  private final ObjectBuilder builder = new ObjectBuilder();

  private RowTypes(Map<String, Column> columns) {
    this.columns = columns;
  }

  /** The types of a schema. */
  static RowTypes of(Schema row, ColumnReaders readers, boolean isPostgres) {
    Map<String, Column> columns = new HashMap<>();
    for (Field field : row.fields()) {
      if (!isPlain(field.schema(), isPostgres)) {
        columns.put(field.name(), new Column(field.schema(), readers.of(field.schema())));
      }
    }
    return columns.isEmpty() ? NONE : new RowTypes(columns);
  }

  /** The types of columns that are configured by their semantic types. */
  static RowTypes of(Map<String, String> types, ColumnReaders readers) {
    Map<String, Column> columns = new HashMap<>();
    types.forEach(
        (column, type) -> {
          Schema schema = schema(type);
          columns.put(column, new Column(schema, readers.of(schema)));
        });
    return columns.isEmpty() ? NONE : new RowTypes(columns);
  }

  /** Whether the JSON form of the converter is the one of the change event. */
  private static boolean isPlain(Schema schema, boolean isPostgres) {
    if (schema.name() != null && !isTextual(schema)) {
      return false;
    }
    return switch (schema.type()) {
      case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN -> true;
      case STRING -> sourceType(schema).isEmpty() || !isNumeric(sourceType(schema));
      case BYTES -> !isPostgres || BINARY.contains(sourceType(schema));
      case ARRAY ->
          isPlain(schema.valueSchema(), isPostgres)
              && (sourceType(schema).isEmpty() || !isNumeric(sourceType(schema)));
      case MAP ->
          schema.keySchema().type() == Schema.Type.STRING
              && isPlain(schema.valueSchema(), isPostgres);
      case STRUCT -> false;
    };
  }

  /** Semantic types whose text is the text of the change event. */
  private static boolean isTextual(Schema schema) {
    return switch (schema.name()) {
      case "io.debezium.data.Uuid",
          "io.debezium.data.Enum",
          "io.debezium.data.EnumSet",
          "io.debezium.data.Xml",
          "io.debezium.data.Ltree",
          "io.debezium.time.ZonedTimestamp",
          "io.debezium.time.ZonedTime",
          "io.debezium.time.Interval",
          "io.debezium.time.Year" ->
          true;
      default -> false;
    };
  }

  /** Whether a text of that source type may be a number: then its reader decides. */
  private static boolean isNumeric(String sourceType) {
    return sourceType.contains("NUM") || sourceType.contains("DEC") || sourceType.contains("MONEY");
  }

  private static String sourceType(Schema schema) {
    Map<String, String> parameters = schema.parameters();
    return parameters == null
        ? ""
        : parameters.getOrDefault(ColumnReaders.SOURCE_TYPE, "").toUpperCase(Locale.ROOT);
  }

  private static Schema schema(String type) {
    int open = type.indexOf('(');
    String name = open < 0 ? type : type.substring(0, open);
    SchemaBuilder builder =
        switch (name) {
          case "org.apache.kafka.connect.data.Decimal", "io.debezium.data.Bits" ->
              SchemaBuilder.bytes();
          case "io.debezium.time.Date",
              "io.debezium.time.Time",
              "org.apache.kafka.connect.data.Date",
              "org.apache.kafka.connect.data.Time" ->
              SchemaBuilder.int32();
          case "io.debezium.data.Json" -> SchemaBuilder.string();
          default -> SchemaBuilder.int64();
        };
    if (open >= 0 && type.endsWith(")")) {
      String parameter = type.substring(open + 1, type.length() - 1);
      builder.parameter(name.endsWith("Bits") ? "length" : "scale", parameter);
    }
    return builder.name(name).optional().build();
  }

  /**
   * The row with its columns in the form of the change event.
   *
   * @throws RefusedRecordException when a value has none
   */
  Value.Obj read(Value.Obj row) {
    if (columns.isEmpty()) {
      return row;
    }
    for (int i = 0; i < row.size(); i++) {
      String name = row.nameAt(i);
      Value value = row.valueAt(i);
      Column column = value.isNull() ? null : columns.get(name);
      builder.add(name, column == null ? value : read(name, column, value));
    }
    return builder.build();
  }

  private static Value read(String name, Column column, Value value) {
    try {
      return column.reader().read(ConnectValues.of(column.schema(), value));
    } catch (UnreadableValueException e) {
      throw new RefusedRecordException(
          "column '%s' has a value that is not of its type %s: %s"
              .formatted(name, named(column.schema()), e.reason()));
    } catch (RuntimeException e) {
      // The message may quote the value, which may be personal.
      throw new RefusedRecordException(
          "column '%s' has a value that is not of its type %s; compare the schema part, or the configured type, with the topic's records"
              .formatted(name, named(column.schema())));
    }
  }

  private static String named(Schema schema) {
    return schema.name() == null ? schema.type().getName() : schema.name();
  }
}
