package io.headwater.app.settings;

import io.headwater.core.json.Value;
import io.headwater.core.produce.FieldValue;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.SourceCatalogue;
import io.headwater.core.produce.ValueSchema;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the types that a contract declares with those of the source's columns.
 *
 * <p>A contract may be stricter than the tables: that is how it states rules for the data. So only
 * a property is a problem that no ordinary value of its column fits.
 */
public final class SchemaTypes {

  private final SchemaFile schema;
  private final SourceCatalogue catalogue;
  private final Problems problems;

  private SchemaTypes(SchemaFile schema, SourceCatalogue catalogue, Problems problems) {
    this.schema = schema;
    this.catalogue = catalogue;
    this.problems = problems;
  }

  /**
   * Reports every property of another type than its column; columns that the catalogue lacks are
   * left out. A resource without a contract has none.
   *
   * @param catalogue of the resource's source, as it is now
   */
  public static void check(
      ResourceDefinition resource, SourceCatalogue catalogue, Problems problems) {
    resource
        .schema()
        .ifPresent(
            schema -> new SchemaTypes(schema, catalogue, problems).check(resource.mapping()));
  }

  private void check(ResourceMapping mapping) {
    Optional<SchemaPlace> root =
        SchemaPlace.root(schema.json()).flatMap(SchemaPlace::withProperties);
    if (root.isEmpty()) {
      return;
    }
    String of = "resource '" + mapping.type() + "'";
    fields(root.get(), mapping.root().table(), mapping.root().fields(), of);
    for (ResourceMapping.Embed embed : mapping.embeds()) {
      root.get().under("properties", embed.name()).ifPresent(property -> embed(property, embed));
    }
  }

  private void embed(SchemaPlace property, ResourceMapping.Embed embed) {
    switch (embed) {
      case ResourceMapping.One one -> rows(property, one.table(), one.fields(), one.name());
      case ResourceMapping.Many many -> {
        String keyword = many.mapBy().isPresent() ? "additionalProperties" : "items";
        Optional<SchemaPlace> row = property.under(keyword);
        if (row.isPresent() && many.value().isPresent()) {
          compare(
              row.get(),
              many.table(),
              new FieldValue.Column(many.value().get()),
              "'%s' of property '%s'".formatted(keyword, many.name()));
        } else if (row.isPresent()) {
          rows(row.get(), many.table(), many.fields(), many.name());
        }
      }
    }
  }

  private void rows(
      SchemaPlace place, TableName table, List<ResourceMapping.Field> fields, String embed) {
    place
        .withProperties()
        .ifPresent(properties -> fields(properties, table, fields, "'" + embed + "'"));
  }

  private void fields(
      SchemaPlace place, TableName table, List<ResourceMapping.Field> fields, String of) {
    for (ResourceMapping.Field field : fields) {
      place
          .under("properties", field.name())
          .ifPresent(
              property ->
                  compare(
                      property,
                      table,
                      field.value(),
                      "property '%s' of %s".formatted(field.name(), of)));
    }
  }

  private void compare(SchemaPlace place, TableName table, FieldValue value, String what) {
    Set<String> declared = place.types();
    Set<String> given = catalogue.member(table, value).map(ValueSchema::types).orElse(Set.of());
    if (declared.isEmpty() || given.isEmpty() || JsonTypes.overlap(declared, given)) {
      return;
    }
    problems.add(
        schema.path().toString(),
        place.line(),
        "%s is of type %s, but %s is %s"
            .formatted(
                what,
                String.join(" or ", declared),
                origin(table, value),
                String.join(" or ", given)),
        "write \"type\": " + json(given) + ", or change the mapping");
  }

  private static String origin(TableName table, FieldValue value) {
    return switch (value) {
      case FieldValue.Column column -> "column '%s' of table %s".formatted(column.column(), table);
      case FieldValue.Constant ignored -> "its constant";
      case FieldValue.Template ignored -> "its template";
      case FieldValue.FirstOf ignored -> "the first of its columns";
    };
  }

  private static String json(Set<String> types) {
    List<Value> names = types.stream().map(Value::of).toList();
    return (names.size() == 1 ? names.getFirst() : new Value.Arr(names)).toJson();
  }
}
