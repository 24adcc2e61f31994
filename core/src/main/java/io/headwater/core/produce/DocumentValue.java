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

  /** An embed of the document. */
  private sealed interface Embedded {
    record OneRow(ResourceMapping.One one, RelationRows rows) implements Embedded {}

    record ManyRows(ManyRelation relation) implements Embedded {}
  }

  /** The documents of one mapping. */
  DocumentValue(ResourceMapping mapping) {
    this.fields = mapping.root().fields();
    this.embeds = mapping.embeds().stream().map(DocumentValue::embedded).toList();
  }

  private static Embedded embedded(ResourceMapping.Embed embed) {
    return switch (embed) {
      case ResourceMapping.One one -> new Embedded.OneRow(one, new RelationRows(one));
      case ResourceMapping.Many many -> new Embedded.ManyRows(new ManyRelation(many));
    };
  }

  /**
   * The document of rows.
   *
   * @param rendered the same as it was rendered, which knows the order of many rows
   */
  Value.Obj of(ResourceRows rows, Document rendered) {
    ObjectBuilder document = new ObjectBuilder(fields.size() + embeds.size());
    addFields(document, rows.root().orElseThrow(), fields);
    for (int place = 0; place < embeds.size(); place++) {
      switch (embeds.get(place)) {
        case Embedded.OneRow one ->
            document.add(one.one().name(), one(one, rows.of(one.one().name())));
        case Embedded.ManyRows many -> {
          ResourceMapping.Many mapping = many.relation().mapping();
          document.add(
              mapping.name(),
              many(many.relation(), counted(many, rows.of(mapping.name()), rendered, place)));
        }
      }
    }
    return document.build();
  }

  private static List<Value.Obj> counted(
      Embedded.ManyRows many, Map<String, Value.Obj> rows, Document rendered, int place) {
    RowPlaces known = rendered.places(place);
    if (known.counted().length > 0) {
      return List.of(known.counted());
    }
    List<Value.Obj> counted = new ArrayList<>(rows.size());
    for (Value.Obj row : rows.values()) {
      if (many.relation().rows().counts(row)) {
        counted.add(row);
      }
    }
    counted.sort(many.relation().order());
    return counted;
  }

  private static Value one(Embedded.OneRow one, Map<String, Value.Obj> rows) {
    for (Value.Obj row : rows.values()) {
      if (one.rows().counts(row)) {
        ObjectBuilder object = new ObjectBuilder(one.one().fields().size());
        addFields(object, row, one.one().fields());
        return object.build();
      }
    }
    return Value.ofNull();
  }

  private static Value many(ManyRelation relation, List<Value.Obj> rows) {
    ObjectBuilder objects = new ObjectBuilder(relation.mapping().fields().size());
    if (relation.isNamed()) {
      ObjectBuilder members = new ObjectBuilder(rows.size());
      for (Value.Obj row : rows) {
        members.add(relation.name(row).orElseThrow(), item(relation.mapping(), row, objects));
      }
      return members.build();
    }
    List<Value> items = new ArrayList<>(rows.size());
    for (Value.Obj row : rows) {
      items.add(item(relation.mapping(), row, objects));
    }
    return new Value.Arr(items);
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
