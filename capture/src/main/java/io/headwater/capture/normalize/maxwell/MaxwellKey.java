package io.headwater.capture.normalize.maxwell;

import io.headwater.capture.normalize.raw.Fields;
import io.headwater.capture.normalize.raw.JsonRecords;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.capture.normalize.raw.Rows;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Optional;

/**
 * The primary key of a row, from what tells it first: {@code primary_key_columns}, the settings, or
 * the record's key in one of Maxwell's two forms, {@code {"database":…,"table":…,"pk.id":…}} and
 * {@code ["database","table",[{"id":…}]]}, which write names in lower case.
 */
final class MaxwellKey {

  private static final String COLUMN_PREFIX = "pk.";

  /** The database, the table and the columns. */
  private static final int ARRAY_KEY_SIZE = 3;

  private MaxwellKey() {}

  /** The key; empty when nothing tells one. */
  static Value.Obj of(RawRecord raw, Fields message, MaxwellSettings settings, TableName table) {
    Value.Obj row = message.requireObject("data");
    Optional<List<String>> told =
        message
            .texts("primary_key_columns")
            .filter(columns -> !columns.isEmpty())
            .or(() -> Optional.ofNullable(settings.keys().get(table)));
    return told.isPresent()
        ? named(told.get(), row, message.array("primary_key").orElse(List.of()))
        : spelled(
            JsonRecords.key(raw).map(key -> columns(key, table)).orElse(Value.Obj.empty()), row);
  }

  /** The values of the named columns; those that filters took from the row come beside it. */
  private static Value.Obj named(List<String> columns, Value.Obj row, List<Value> values) {
    if (values.size() != columns.size()) {
      return Rows.key(columns, row);
    }
    ObjectBuilder key = new ObjectBuilder(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      key.add(columns.get(i), row.member(columns.get(i)).orElse(values.get(i)));
    }
    return Rows.key(columns, key.build());
  }

  private static Value.Obj spelled(Value.Obj key, Value.Obj row) {
    ObjectBuilder spelled = new ObjectBuilder(key.size());
    key.members()
        .forEach(
            (name, value) -> {
              Optional<String> column = Rows.spelling(name, row);
              spelled.add(column.orElse(name), column.flatMap(row::member).orElse(value));
            });
    Value.Obj whole = spelled.build();
    return Rows.key(whole.members().keySet(), whole);
  }

  private static Value.Obj columns(Value key, TableName table) {
    if (key instanceof Value.Obj object && object.member("database").isPresent()) {
      return columns(object, table);
    }
    if (key instanceof Value.Arr array && array.items().size() == ARRAY_KEY_SIZE) {
      return columns(array.items(), table);
    }
    return Value.Obj.empty();
  }

  private static Value.Obj columns(Value.Obj key, TableName table) {
    check(key.member("database"), key.member("table"), table);
    ObjectBuilder columns = new ObjectBuilder(key.size());
    key.members()
        .forEach(
            (name, value) -> {
              if (name.startsWith(COLUMN_PREFIX)) {
                columns.add(name.substring(COLUMN_PREFIX.length()), value);
              }
            });
    return columns.build();
  }

  private static Value.Obj columns(List<Value> key, TableName table) {
    check(Optional.of(key.get(0)), Optional.of(key.get(1)), table);
    ObjectBuilder columns = new ObjectBuilder();
    if (key.get(2) instanceof Value.Arr array) {
      for (Value item : array.items()) {
        if (item instanceof Value.Obj column) {
          column.members().forEach(columns::add);
        }
      }
    }
    return columns.build();
  }

  private static void check(Optional<Value> database, Optional<Value> name, TableName table) {
    if (!database.equals(Optional.of(Value.of(table.schema())))
        || !name.equals(Optional.of(Value.of(table.table())))) {
      throw new RefusedRecordException(
          "the record's key names another database or table than its value; was it written by Maxwell?");
    }
  }
}
