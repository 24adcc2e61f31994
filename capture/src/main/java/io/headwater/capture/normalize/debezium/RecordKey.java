package io.headwater.capture.normalize.debezium;

import com.fasterxml.jackson.core.JsonParser;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.resource.TableName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Reads the keys of one topic's records. Not thread-safe. */
final class RecordKey {

  private static final String MEND =
      "; mend: name the table's key columns in the source's 'tables', or write keys with Kafka Connect's JsonConverter";

  /** What the only column of a key is called that has a schema part and no name. */
  private static final String SINGLE = "key";

  private final Map<TableName, List<String>> configured;
  private final TableTypes types;
  private final RecordSchema part = new RecordSchema();
  private final ValueParser values;

  /**
   * A reader of keys.
   *
   * @param configured the key columns of tables whose records do not tell them
   */
  RecordKey(
      Map<TableName, List<String>> configured, TableTypes types, JsonPlaceholder placeholder) {
    this.configured = configured;
    this.types = types;
    this.values = new ValueParser(placeholder);
  }

  /**
   * What the record's key tells: its columns, or the value of the only one that is configured.
   *
   * @return empty when there is no key, or another than the configured one
   */
  Value.Obj read(Optional<Bytes> key, TableName table, boolean isPostgres) throws IOException {
    List<String> named = columns(table);
    if (key.isEmpty()) {
      return Value.Obj.empty();
    }
    Value value;
    try {
      value = parsed(key.get().array());
    } catch (IOException | RefusedRecordException e) {
      if (named.isEmpty()) {
        throw e;
      }
      return Value.Obj.empty();
    }
    return switch (value) {
      case Value.Obj object -> typed(object, part.schema().flat(), table, isPostgres);
      case Value.Null ignored -> Value.Obj.empty();
      case Value.Arr ignored -> single(value, named, table, isPostgres);
      case Value.Bool ignored -> single(value, named, table, isPostgres);
      case Value.Num ignored -> single(value, named, table, isPostgres);
      case Value.Text ignored -> single(value, named, table, isPostgres);
    };
  }

  private Value parsed(byte[] utf8) throws IOException {
    try {
      part.read(utf8);
      try (JsonParser parser = JsonTokens.parser(utf8, part.start(), part.end())) {
        parser.nextToken();
        Value value = values.read(parser);
        JsonTokens.expectEnd(parser);
        return value;
      }
    } catch (IOException | RuntimeException e) {
      // A builder may hold what was read of it.
      values.start();
      throw e;
    }
  }

  private Value.Obj single(Value value, List<String> named, TableName table, boolean isPostgres) {
    if (named.isEmpty()) {
      throw new RefusedRecordException(
          "the key of the record of %s is a value without its column's name".formatted(table)
              + MEND);
    }
    if (named.size() > 1) {
      return Value.Obj.empty();
    }
    String name = named.getFirst();
    Optional<Schema> schema =
        part.schema().schema().map(single -> SchemaBuilder.struct().field(SINGLE, single).build());
    // Of one schema part there is one name, whatever the table.
    String read = schema.isPresent() ? SINGLE : name;
    Value typed = typed(new Value.Obj(Map.of(read, value)), schema, table, isPostgres).valueAt(0);
    return new Value.Obj(Map.of(name, typed));
  }

  private Value.Obj typed(
      Value.Obj key, Optional<Schema> schema, TableName table, boolean isPostgres) {
    return types.of(table, part.schema(), schema, isPostgres).read(key);
  }

  /** The configured key columns; empty when the record's key tells them. */
  private List<String> columns(TableName table) {
    return configured.getOrDefault(table, List.of());
  }

  /** The names of the table's key columns. */
  Set<String> names(TableName table, Value.Obj key) {
    List<String> named = columns(table);
    return named.isEmpty() ? key.members().keySet() : Set.copyOf(named);
  }

  /**
   * The table's key: that of the record, or the configured columns of it or of the row.
   *
   * @throws RefusedRecordException when neither has all of these
   */
  Value.Obj of(TableName table, Value.Obj key, Value.Obj row) {
    List<String> named = columns(table);
    if (named.isEmpty()) {
      return key;
    }
    return selected(named, key)
        .or(() -> selected(named, row))
        .orElseThrow(
            () ->
                new RefusedRecordException(
                    "neither the key nor the row tells all key columns of %s".formatted(table)
                        + MEND));
  }

  /** The named columns of a row; empty when it lacks one. */
  static Optional<Value.Obj> selected(Iterable<String> named, Value.Obj row) {
    ObjectBuilder key = new ObjectBuilder();
    for (String column : named) {
      Value value = row.members().get(column);
      if (value == null) {
        return Optional.empty();
      }
      key.add(column, value);
    }
    return Optional.of(key.build());
  }
}
