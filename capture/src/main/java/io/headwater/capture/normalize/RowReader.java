package io.headwater.capture.normalize;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Reads the rows of one table in one version of its schema, behind the table's rules. */
final class RowReader {

  /**
   * A row as far as the source logged it.
   *
   * @param columns the known columns, in the table's order
   * @param unknown the columns whose values the source did not log
   */
  record Row(Value.Obj columns, List<String> unknown) {}

  private record Column(Field field, ValueReader reader) {}

  private final TableName table;
  private final List<Column> columns = new ArrayList<>();
  private final Placeholder placeholder;

  RowReader(
      TableName table,
      Schema schema,
      ColumnReaders readers,
      TableRules rules,
      Placeholder placeholder) {
    this.table = table;
    this.placeholder = placeholder;
    for (Field field : schema.fields()) {
      String name = field.name();
      if (!rules.drops(name)) {
        columns.add(
            new Column(field, rules.ruled(name, field.schema(), readers.of(field.schema()))));
      }
    }
  }

  /** Whether the rows of that table are read, with the rules that they must have. */
  boolean isOf(TableName other) {
    return table.equals(other);
  }

  Row read(Struct struct) {
    ObjectBuilder known = new ObjectBuilder(columns.size());
    List<String> unknown = List.of();
    for (Column column : columns) {
      String name = column.field().name();
      Object raw = struct.getWithoutDefault(name);
      if (raw == null) {
        known.add(name, Value.ofNull());
      } else if (placeholder.is(raw)) {
        unknown = unknown.isEmpty() ? new ArrayList<>() : unknown;
        unknown.add(name);
      } else {
        known.add(name, value(column, raw));
      }
    }
    return new Row(known.build(), unknown);
  }

  private static Value value(Column column, Object raw) {
    try {
      return column.reader().read(raw);
    } catch (UnreadableValueException e) {
      throw new UnreadableValueException(
          "column '%s' of type %s: %s"
              .formatted(column.field().name(), column.field().schema().type(), e.reason()));
    } catch (RuntimeException e) {
      // The cause's message may quote the value, which may be personal.
      throw new UnreadableValueException(
          "column '%s' of type %s has a value without a JSON form (%s)"
              .formatted(
                  column.field().name(), column.field().schema().type(), e.getClass().getName()));
    }
  }
}
