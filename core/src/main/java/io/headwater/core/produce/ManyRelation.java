package io.headwater.core.produce;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How the rows of a {@code many} are ordered, named and written. Immutable, thread-safe. */
final class ManyRelation {

  private final ResourceMapping.Many many;
  private final RelationRows rows;
  private final Comparator<Value.Obj> order;

  ManyRelation(ResourceMapping.Many many) {
    this.many = many;
    this.rows = new RelationRows(many);
    List<ColumnOrder> columns = new ArrayList<>(many.orderBy());
    many.key().forEach(column -> columns.add(ColumnOrder.ascending(column)));
    // Keys such as 1 and 1.0 are of one amount; the rows still need one order.
    this.order =
        ValueOrder.byColumns(List.copyOf(columns))
            .thenComparing((left, right) -> keyText(left).compareTo(keyText(right)));
  }

  private String keyText(Value.Obj row) {
    return new Value.Arr(many.key().stream().map(row::require).toList()).toJson();
  }

  ResourceMapping.Many mapping() {
    return many;
  }

  RelationRows rows() {
    return rows;
  }

  /** A total order of the rows that count. */
  Comparator<Value.Obj> order() {
    return order;
  }

  boolean isNamed() {
    return many.mapBy().isPresent();
  }

  /** The name of a row with {@code map-by}; empty when it has none. */
  Optional<String> name(Value.Obj row) {
    return many.mapBy().map(row::require).filter(name -> !name.isNull()).map(FieldValue::text);
  }

  void writeStart(DocumentWriter out) throws IOException {
    if (isNamed()) {
      out.json().writeStartObject();
    } else {
      out.json().writeStartArray();
    }
  }

  void write(DocumentWriter out, Value.Obj row) throws IOException {
    if (isNamed()) {
      out.json().writeFieldName(name(row).orElseThrow());
    }
    if (many.value().isPresent()) {
      Json.write(out.json(), row.require(many.value().get()));
    } else {
      out.object(row, many.fields());
    }
  }

  void writeEnd(DocumentWriter out) throws IOException {
    if (isNamed()) {
      out.json().writeEndObject();
    } else {
      out.json().writeEndArray();
    }
  }
}
