package io.headwater.core.produce;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The contract of a resource as it follows from its mapping and its source's catalogue: JSON Schema
 * 2020-12, with the members in the document's order, each required and no others allowed.
 *
 * <p>The same mapping and catalogue give the same bytes. Immutable, thread-safe.
 */
public final class DerivedSchema {

  private static final Value DIALECT = Value.of("https://json-schema.org/draft/2020-12/schema");

  /** The version of a contract that nobody has given one. */
  private static final Value VERSION = Value.of("0.0.0");

  private static final Value OBJECT = Value.of("object");
  private static final Value OBJECT_OR_NULL = new Value.Arr(List.of(OBJECT, Value.of("null")));

  private final ResourceMapping mapping;
  private final SourceCatalogue catalogue;

  private DerivedSchema(ResourceMapping mapping, SourceCatalogue catalogue) {
    this.mapping = mapping;
    this.catalogue = catalogue;
  }

  /**
   * The contract as indented JSON, ending with a line break.
   *
   * @throws IllegalArgumentException when the catalogue lacks a column of the mapping
   */
  public static Bytes of(ResourceMapping mapping, SourceCatalogue catalogue) {
    return Bytes.of(Json.indented(new DerivedSchema(mapping, catalogue).document()));
  }

  private Value.Obj document() {
    ObjectBuilder properties = new ObjectBuilder();
    addFields(properties, mapping.root().table(), mapping.root().fields());
    for (ResourceMapping.Embed embed : mapping.embeds()) {
      properties.add(embed.name(), commented(embed.table()).with(embedded(embed)));
    }
    Value.Obj head =
        new ObjectBuilder()
            .add("$schema", DIALECT)
            .add("title", Value.of(mapping.type().name()))
            .add("version", VERSION)
            .build();
    return head.with(commented(mapping.root().table())).with(object(OBJECT, properties.build()));
  }

  private Value.Obj embedded(ResourceMapping.Embed embed) {
    return switch (embed) {
      case ResourceMapping.One one -> object(OBJECT_OR_NULL, fields(one.table(), one.fields()));
      case ResourceMapping.Many many ->
          many.mapBy().isPresent()
              ? holding(OBJECT, "additionalProperties", row(many))
              : holding(Value.of("array"), "items", row(many));
    };
  }

  private Value.Obj row(ResourceMapping.Many many) {
    return many.value()
        .map(column -> member(many.table(), new FieldValue.Column(column)))
        .orElseGet(() -> object(OBJECT, fields(many.table(), many.fields())));
  }

  private Value.Obj fields(TableName table, List<ResourceMapping.Field> fields) {
    ObjectBuilder properties = new ObjectBuilder();
    addFields(properties, table, fields);
    return properties.build();
  }

  private void addFields(
      ObjectBuilder properties, TableName table, List<ResourceMapping.Field> fields) {
    fields.forEach(field -> properties.add(field.name(), member(table, field.value())));
  }

  private Value.Obj member(TableName table, FieldValue value) {
    return catalogue
        .member(table, value)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the catalogue lacks a column of %s among %s"
                        .formatted(table, value.neededColumns())))
        .schema();
  }

  private Value.Obj commented(TableName table) {
    Optional<String> comment = catalogue.comment(table);
    return comment
        .map(text -> new ObjectBuilder().add("description", Value.of(text)).build())
        .orElse(Value.Obj.empty());
  }

  private static Value.Obj object(Value type, Value.Obj properties) {
    List<Value> names = new ArrayList<>();
    properties.members().keySet().forEach(name -> names.add(Value.of(name)));
    return new ObjectBuilder()
        .add("type", type)
        .add("properties", properties)
        .add("required", new Value.Arr(names))
        .add("additionalProperties", Value.of(false))
        .build();
  }

  private static Value.Obj holding(Value type, String keyword, Value.Obj row) {
    return new ObjectBuilder().add("type", type).add(keyword, row).build();
  }
}
