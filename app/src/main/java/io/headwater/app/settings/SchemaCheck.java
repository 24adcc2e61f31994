package io.headwater.app.settings;

import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares the properties of a contract schema with the members of the document.
 *
 * <p>It compares what the schema says in {@code properties}, also below a local {@code $ref}, or
 * below {@code anyOf}, {@code oneOf} and {@code allOf} when one branch says it. It does not replace
 * a validator.
 */
final class SchemaCheck {

  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final List<String> COMBINATIONS = List.of("anyOf", "oneOf", "allOf");

  /** How many references are followed to one definition, so that a circle ends. */
  private static final int MAX_REFERENCES = 16;

  private final SchemaFile schema;
  private final HoconBlock resource;
  private final String type;

  SchemaCheck(SchemaFile schema, HoconBlock resource, String type) {
    this.schema = schema;
    this.resource = resource;
    this.type = type;
  }

  /** A schema and where it is in the file. */
  private record Place(Value.Obj schema, List<String> path) {}

  void check(List<Member> members) {
    for (LocatedJson.Repeated repeated : schema.json().repeated()) {
      problem(
          repeated.line(),
          "'" + repeated.path().getLast() + "' appears twice in the same object",
          "remove one of them");
    }
    if (!(schema.json().root() instanceof Value.Obj root)) {
      problem(1, "the schema is not a JSON object", "write a JSON Schema of type object");
      return;
    }
    Optional<Value> dialect = root.member("$schema");
    if (dialect.isPresent() && !dialect.get().equals(Value.of(DIALECT))) {
      problem(
          schema.json().line(List.of("$schema")),
          "the schema is not JSON Schema 2020-12",
          "write \"$schema\": \"" + DIALECT + "\" and keep to that version");
    }
    Optional<Place> described = withProperties(new Place(root, List.of()), 0);
    if (described.isEmpty()) {
      problem(
          1,
          "the schema has no 'properties'",
          "describe every member of the document in 'properties'");
      return;
    }
    compare(described.get(), members, "resource '" + type + "'");
  }

  private void compare(Place place, List<Member> members, String of) {
    Map<String, Value> properties = properties(place);
    Set<String> names = members.stream().map(Member::name).collect(Collectors.toSet());
    List<String> unmatched =
        properties.keySet().stream().filter(property -> !names.contains(property)).toList();
    for (String property : unmatched) {
      List<String> free = names.stream().filter(name -> !properties.containsKey(name)).toList();
      problem(
          line(place, "properties", property),
          "property '%s' has no member in %s".formatted(property, of),
          Suggestion.nearest(property, free)
              .map(Suggestion::didYouMean)
              .orElse("remove it, or add the member to " + resource.file().path()));
    }
    reportRequired(place, properties.keySet(), names, of);
    boolean closed =
        isFalse(place, "additionalProperties") || isFalse(place, "unevaluatedProperties");
    for (Member member : members) {
      Value property = properties.get(member.name());
      if (property == null && closed) {
        reportMember(member, unmatched, of);
      } else if (property instanceof Value.Obj object) {
        compareMember(member, new Place(object, path(place, "properties", member.name())), of);
      }
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

  private void reportRequired(Place place, Set<String> properties, Set<String> names, String of) {
    if (!(place.schema().members().get("required") instanceof Value.Arr required)) {
      return;
    }
    for (int index = 0; index < required.items().size(); index++) {
      if (required.items().get(index) instanceof Value.Text name
          && !names.contains(name.value())
          && !properties.contains(name.value())) {
        problem(
            line(place, "required", Integer.toString(index)),
            "required property '%s' has no member in %s".formatted(name.value(), of),
            Suggestion.nearest(name.value(), names)
                .map(Suggestion::didYouMean)
                .orElse("remove it from 'required', or add the member"));
      }
    }
  }

  private void compareMember(Member member, Place property, String of) {
    if (member.shape() == Member.Shape.VALUE) {
      return;
    }
    Set<String> types = types(property.schema());
    if (!types.isEmpty() && !types.contains(member.shape().type())) {
      problem(
          schema.json().line(property.path()),
          "property '%s' of %s is of type %s, but the member is an %s"
              .formatted(member.name(), of, String.join(" or ", types), member.shape().type()),
          "write \"type\": \"" + member.shape().type() + "\", or change the embed");
      return;
    }
    Optional<Place> described =
        switch (member.shape()) {
          case OBJECT -> withProperties(property, 0);
          case OBJECTS -> below(property, "items");
          // The names are the source's; what is below them has one schema for all.
          case NAMED_OBJECTS -> below(property, "additionalProperties");
          case VALUE, VALUES, NAMED_VALUES -> Optional.empty();
        };
    described.ifPresent(place -> compare(place, member.members(), "'" + member.name() + "'"));
  }

  private Optional<Place> below(Place property, String keyword) {
    return property.schema().members().get(keyword) instanceof Value.Obj schema
        ? withProperties(new Place(schema, path(property, keyword)), 0)
        : Optional.empty();
  }

  private static Set<String> types(Value.Obj schema) {
    Optional<Value> type = schema.member("type");
    List<Value> types =
        type.isPresent() && type.get() instanceof Value.Arr several
            ? several.items()
            : type.stream().toList();
    return types.stream()
        .filter(Value.Text.class::isInstance)
        .map(text -> ((Value.Text) text).value())
        .collect(Collectors.toSet());
  }

  private Optional<Place> withProperties(Place place, int references) {
    if (place.schema().members().get("properties") instanceof Value.Obj) {
      return Optional.of(place);
    }
    if (place.schema().members().get("$ref") instanceof Value.Text reference
        && references < MAX_REFERENCES) {
      return referenced(reference.value()).flatMap(found -> withProperties(found, references + 1));
    }
    for (String combination : COMBINATIONS) {
      if (place.schema().members().get(combination) instanceof Value.Arr branches) {
        for (int index = 0; index < branches.items().size(); index++) {
          if (branches.items().get(index) instanceof Value.Obj branch) {
            List<String> path = path(place, combination, Integer.toString(index));
            Optional<Place> found = withProperties(new Place(branch, path), references);
            if (found.isPresent()) {
              return found;
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The schema that a reference into this file, such as {@code #/$defs/size}, stands for. */
  private Optional<Place> referenced(String reference) {
    if (!reference.startsWith("#/")) {
      return Optional.empty();
    }
    List<String> path = List.of(reference.substring(2).split("/", -1));
    Value at = schema.json().root();
    for (String name : path) {
      if (!(at instanceof Value.Obj object) || object.member(name).isEmpty()) {
        return Optional.empty();
      }
      at = object.require(name);
    }
    return at instanceof Value.Obj found ? Optional.of(new Place(found, path)) : Optional.empty();
  }

  private static Map<String, Value> properties(Place place) {
    return place.schema().members().get("properties") instanceof Value.Obj properties
        ? properties.members()
        : Map.of();
  }

  private static boolean isFalse(Place place, String key) {
    return place.schema().member(key).filter(Value.of(false)::equals).isPresent();
  }

  private int line(Place place, String... below) {
    return schema.json().line(path(place, below));
  }

  private static List<String> path(Place place, String... below) {
    List<String> path = new ArrayList<>(place.path());
    path.addAll(List.of(below));
    return List.copyOf(path);
  }

  private void problem(int line, String what, String mend) {
    resource.file().problems().add(schema.path().toString(), line, what, mend);
  }
}
