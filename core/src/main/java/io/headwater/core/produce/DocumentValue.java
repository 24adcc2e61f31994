package io.headwater.core.produce;

import io.headwater.core.contract.Excerpt;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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

    record ManyRows(ManyRelation relation, boolean mayBeExcerpt) implements Embedded {}
  }

  /**
   * A document.
   *
   * @param excerpts those of its members that lack what the former document had
   */
  record Parts(Value.Obj value, List<Excerpt> excerpts) {}

  /**
   * The documents of one mapping.
   *
   * @param mayBeExcerpt whether the member of that name may lack what a former document had
   */
  DocumentValue(ResourceMapping mapping, Predicate<String> mayBeExcerpt) {
    this.fields = mapping.root().fields();
    this.embeds = mapping.embeds().stream().map(embed -> embedded(embed, mayBeExcerpt)).toList();
  }

  private static Embedded embedded(ResourceMapping.Embed embed, Predicate<String> mayBeExcerpt) {
    return switch (embed) {
      case ResourceMapping.One one -> new Embedded.OneRow(one, new RelationRows(one));
      case ResourceMapping.Many many ->
          new Embedded.ManyRows(new ManyRelation(many), mayBeExcerpt.test(many.name()));
    };
  }

  /**
   * The document of rows.
   *
   * @param rendered the same as it was rendered, which knows the order of many rows, and which of
   *     them a former document had
   */
  Parts of(ResourceRows rows, Document rendered) {
    ObjectBuilder document = new ObjectBuilder(fields.size() + embeds.size());
    List<Excerpt> excerpts = new ArrayList<>(0);
    addFields(document, rows.root().orElseThrow(), fields);
    for (int place = 0; place < embeds.size(); place++) {
      switch (embeds.get(place)) {
        case Embedded.OneRow one ->
            document.add(one.one().name(), one(one, rows.of(one.one().name())));
        case Embedded.ManyRows many -> {
          ManyRelation relation = many.relation();
          String name = relation.mapping().name();
          RowPlaces places = rendered.places(place);
          if (many.mayBeExcerpt() && places.isKnown()) {
            Excerpt excerpt = excerpt(relation, places);
            document.add(name, excerpt.value());
            excerpts.add(excerpt);
          } else {
            document.add(name, many(relation, counted(relation, rows.of(name), places)));
          }
        }
      }
    }
    return new Parts(document.build(), excerpts);
  }

  private static Excerpt excerpt(ManyRelation relation, RowPlaces places) {
    List<Value.Obj> fresh = new ArrayList<>(places.fresh().length);
    List<Integer> at = new ArrayList<>(relation.isNamed() ? 0 : places.fresh().length);
    for (int place : places.fresh()) {
      fresh.add(places.counted()[place]);
      if (!relation.isNamed()) {
        at.add(place);
      }
    }
    return new Excerpt(many(relation, fresh), places.counted().length, at);
  }

  private static List<Value.Obj> counted(
      ManyRelation relation, Map<String, Value.Obj> rows, RowPlaces known) {
    if (known.isKnown()) {
      return List.of(known.counted());
    }
    List<Value.Obj> counted = new ArrayList<>(rows.size());
    for (Value.Obj row : rows.values()) {
      if (relation.rows().counts(row)) {
        counted.add(row);
      }
    }
    counted.sort(relation.order());
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
      // Not the one object without members, as an excerpt is told by identity.
      return rows.isEmpty() ? new Value.Obj(Map.of()) : members.build();
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
