package io.headwater.app.settings;

import io.headwater.core.json.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares the properties of a contract schema with the members of the document, as far as {@link
 * SchemaPlace} sees them. {@link SchemaTypes} compares their types with the source's columns.
 */
final class SchemaCheck {

  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private final SchemaFile schema;
  private final HoconBlock resource;
  private final String type;

  SchemaCheck(SchemaFile schema, HoconBlock resource, String type) {
    this.schema = schema;
    this.resource = resource;
    this.type = type;
  }

  void check(List<Member> members) {
    for (LocatedJson.Repeated repeated : schema.json().repeated()) {
      problem(
          repeated.line(),
          "'" + repeated.path().getLast() + "' appears twice in the same object",
          "remove one of them");
    }
    Optional<SchemaPlace> root = SchemaPlace.root(schema.json());
    if (root.isEmpty()) {
      problem(1, "the schema is not a JSON object", "write a JSON Schema of type object");
      return;
    }
    Optional<Value> dialect = root.get().schema().member("$schema");
    if (dialect.isPresent() && !dialect.get().equals(Value.of(DIALECT))) {
      problem(
          root.get().line("$schema"),
          "the schema is not JSON Schema 2020-12",
          "write \"$schema\": \"" + DIALECT + "\" and keep to that version");
    }
    Optional<SchemaPlace> described = root.get().withProperties();
    if (described.isEmpty()) {
      problem(
          1,
          "the schema has no 'properties'",
          "describe every member of the document in 'properties'");
      return;
    }
    compare(described.get(), members, "resource '" + type + "'");
  }

  private void compare(SchemaPlace place, List<Member> members, String of) {
    Map<String, Value> properties = place.properties();
    Set<String> names = members.stream().map(Member::name).collect(Collectors.toSet());
    List<String> unmatched =
        properties.keySet().stream().filter(property -> !names.contains(property)).toList();
    for (String property : unmatched) {
      List<String> free = names.stream().filter(name -> !properties.containsKey(name)).toList();
      problem(
          place.line("properties", property),
          "property '%s' has no member in %s".formatted(property, of),
          Suggestion.nearest(property, free)
              .map(Suggestion::didYouMean)
              .orElse("remove it, or add the member to " + resource.file().path()));
    }
    reportRequired(place, properties.keySet(), names, of);
    boolean closed =
        place.isFalse("additionalProperties") || place.isFalse("unevaluatedProperties");
    for (Member member : members) {
      if (!properties.containsKey(member.name()) && closed) {
        reportMember(member, unmatched, of);
      }
      place
          .under("properties", member.name())
          .ifPresent(property -> compareMember(member, property, of));
    }
  }

  private void reportMember(Member member, List<String> unmatched, String of) {
    resource
        .file()
        .problem(
            member.line(),
            "member '%s' of %s has no property in %s, which allows no others"
                .formatted(member.name(), of, schema.path().getFileName()),
            Suggestion.nearest(member.name(), unmatched)
                .map(Suggestion::didYouMean)
                .orElse("add the property, or remove the member"));
  }

  private void reportRequired(
      SchemaPlace place, Set<String> properties, Set<String> names, String of) {
    if (!(place.schema().members().get("required") instanceof Value.Arr required)) {
      return;
    }
    for (int index = 0; index < required.items().size(); index++) {
      if (required.items().get(index) instanceof Value.Text name
          && !names.contains(name.value())
          && !properties.contains(name.value())) {
        problem(
            place.line("required", Integer.toString(index)),
            "required property '%s' has no member in %s".formatted(name.value(), of),
            Suggestion.nearest(name.value(), names)
                .map(Suggestion::didYouMean)
                .orElse("remove it from 'required', or add the member"));
      }
    }
  }

  private void compareMember(Member member, SchemaPlace property, String of) {
    if (member.shape() == Member.Shape.VALUE) {
      return;
    }
    Set<String> types = property.types();
    if (!types.isEmpty() && !types.contains(member.shape().type())) {
      problem(
          property.line(),
          "property '%s' of %s is of type %s, but the member is an %s"
              .formatted(member.name(), of, String.join(" or ", types), member.shape().type()),
          "write \"type\": \"" + member.shape().type() + "\", or change the embed");
      return;
    }
    Optional<SchemaPlace> described =
        switch (member.shape()) {
          case OBJECT -> property.withProperties();
          case OBJECTS -> property.under("items").flatMap(SchemaPlace::withProperties);
          // The names are the source's; what is below them has one schema for all.
          case NAMED_OBJECTS ->
              property.under("additionalProperties").flatMap(SchemaPlace::withProperties);
          case VALUE, VALUES, NAMED_VALUES -> Optional.empty();
        };
    described.ifPresent(place -> compare(place, member.members(), "'" + member.name() + "'"));
  }

  private void problem(int line, String what, String mend) {
    resource.file().problems().add(schema.path().toString(), line, what, mend);
  }
}
