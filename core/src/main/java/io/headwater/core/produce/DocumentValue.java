package io.headwater.core.produce;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes a resource's document as a value, for rules about it; its JSON is what {@link
 * DocumentRenderer} writes. Immutable, thread-safe.
 */
final class DocumentValue {

  private final List<ResourceMapping.Field> fields;
  private final List<Embedded> embeds;

  /** An embed and which of its rows count. */
  private record Embedded(ResourceMapping.Embed embed, RelationRows rows) {}

  /** The documents of one mapping. */
  DocumentValue(ResourceMapping mapping) {
    this.fields = mapping.root().fields();
    this.embeds =
        mapping.embeds().stream()
            .map(embed -> new Embedded(embed, new RelationRows(embed)))
            .toList();
  }

  /** The document of rows that can be rendered. */
  Value.Obj of(ResourceRows rows) {
    ObjectBuilder document = new ObjectBuilder(fields.size() + embeds.size());
    addFields(document, rows.root().orElseThrow(), fields);
    for (Embedded embedded : embeds) {
      document.add(embedded.embed().name(), embed(embedded, rows.of(embedded.embed().name())));
    }
    return document.build();
  }

  private static Value embed(Embedded embedded, Map<String, Value.Obj> rows) {
    Iterable<Value.Obj> counted = embedded.rows().counted(rows);
    return switch (embedded.embed()) {
      case ResourceMapping.One one -> one(one, counted);
      case ResourceMapping.Many many ->
          many.mapBy().isPresent()
              ? map(many, many.mapBy().get(), counted, rows.size())
              : list(many, counted, rows.size());
    };
  }

  private static Value one(ResourceMapping.One one, Iterable<Value.Obj> rows) {
    for (Value.Obj row : rows) {
      ObjectBuilder object = new ObjectBuilder(one.fields().size());
      addFields(object, row, one.fields());
      return object.build();
    }
    return Value.ofNull();
  }

  private static Value list(ResourceMapping.Many many, Iterable<Value.Obj> rows, int most) {
    List<Value> items = new ArrayList<>(most);
    ObjectBuilder objects = new ObjectBuilder(many.fields().size());
    for (Value.Obj row : rows) {
      items.add(item(many, row, objects));
    }
    return new Value.Arr(items);
  }

  private static Value map(
      ResourceMapping.Many many, String mapBy, Iterable<Value.Obj> rows, int most) {
    ObjectBuilder members = new ObjectBuilder(most);
    ObjectBuilder objects = new ObjectBuilder(many.fields().size());
    for (Value.Obj row : rows) {
      members.add(FieldValue.text(row.require(mapBy)), item(many, row, objects));
    }
    return members.build();
  }

  private static Value item(ResourceMapping.Many many, Value.Obj row, ObjectBuilder objects) {
    if (many.value().isPresent()) {
      return row.require(many.value().get());
    }
    addFields(objects, row, many.fields());
    return objects.build();
  }

  private static void addFields(
      ObjectBuilder object, Value.Obj row, List<ResourceMapping.Field> fields) {
    for (ResourceMapping.Field field : fields) {
      object.add(field.name(), field.value().in(row));
    }
  }
}
