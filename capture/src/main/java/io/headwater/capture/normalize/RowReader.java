package io.headwater.capture.normalize;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Reads the rows of one table in one version of its schema. */
final class RowReader {

  /**
   * A row as far as the source logged it.
   *
   * @param columns the known columns, in the table's order
   * @param unknown the columns whose values the source did not log
   */
  record Row(Value.Obj columns, List<String> unknown) {}

  private record Column(Field field, ValueReader reader) {}

  private final List<Column> columns = new ArrayList<>();
  private final Placeholder placeholder;

  RowReader(Schema schema, ColumnReaders readers, Placeholder placeholder) {
    this.placeholder = placeholder;
    for (Field field : schema.fields()) {
      columns.add(new Column(field, readers.of(field.schema())));
    }
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
    } catch (RuntimeException e) {
      // The cause's message may quote the value, which may be personal.
      throw new UnreadableValueException(
          "column '%s' of type %s has a value without a JSON form (%s)"
              .formatted(
                  column.field().name(), column.field().schema().type(), e.getClass().getName()));
    }
  }
}
