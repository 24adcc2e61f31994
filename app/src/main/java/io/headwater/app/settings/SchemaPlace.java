package io.headwater.app.settings;

import io.headwater.core.json.Value;
import io.headwater.core.produce.ValueSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A schema within a contract, and where it is in the file.
 *
 * <p>It sees what the schema says itself, below a local {@code $ref}, or below {@code anyOf},
 * {@code oneOf} and {@code allOf}. It does not replace a validator.
 */
record SchemaPlace(LocatedJson json, Value.Obj schema, List<String> path) {

  private static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf");
  private static final List<String> COMBINATIONS = List.of("anyOf", "oneOf", "allOf");

  /** How many references are followed to one definition, so that a circle ends. */
  private static final int MAX_REFERENCES = 16;

  SchemaPlace {
    path = List.copyOf(path);
  }

  /** The whole contract; empty when it is not an object. */
  static Optional<SchemaPlace> root(LocatedJson json) {
    return json.root() instanceof Value.Obj root
        ? Optional.of(new SchemaPlace(json, root, List.of()))
        : Optional.empty();
  }

  /** The line of something below this place. */
  int line(String... below) {
    return json.line(below(below));
  }

  /** The schema of a keyword, such as {@code items}; empty when it is no object. */
  Optional<SchemaPlace> under(String... keywords) {
    Value at = schema;
    for (String keyword : keywords) {
      if (!(at instanceof Value.Obj object) || object.member(keyword).isEmpty()) {
        return Optional.empty();
      }
      at = object.require(keyword);
    }
    return at instanceof Value.Obj found
        ? Optional.of(new SchemaPlace(json, found, below(keywords)))
        : Optional.empty();
  }

  /** What the schema says of its properties, by name; empty when it does not say. */
  Map<String, Value> properties() {
    return schema.members().get("properties") instanceof Value.Obj properties
        ? properties.members()
        : Map.of();
  }

  boolean isFalse(String key) {
    return schema.member(key).filter(Value.of(false)::equals).isPresent();
  }

  /** The place that has {@code properties}, when there is one. */
  Optional<SchemaPlace> withProperties() {
    return withProperties(0);
  }

  /** The types that values may have, sorted; none when the schema does not tell. */
  Set<String> types() {
    return types(0);
  }

  private Optional<SchemaPlace> withProperties(int references) {
    if (schema.members().get("properties") instanceof Value.Obj) {
      return Optional.of(this);
    }
    if (schema.members().containsKey("$ref")) {
      return referenced(references).flatMap(found -> found.withProperties(references + 1));
    }
    return COMBINATIONS.stream()
        .flatMap(combination -> branches(combination).stream())
        .flatMap(branch -> branch.withProperties(references).stream())
        .findFirst();
  }

  private Set<String> types(int references) {
    Set<String> own = ownTypes();
    if (!own.isEmpty()) {
      return own;
    }
    Optional<SchemaPlace> reference = referenced(references);
    if (reference.isPresent()) {
      return reference.get().types(references + 1);
    }
    for (String combination : ALTERNATIVES) {
      Set<String> types = new TreeSet<>();
      List<Set<String>> branches =
          branches(combination).stream().map(branch -> branch.types(references)).toList();
      branches.forEach(types::addAll);
      if (!types.isEmpty() && branches.stream().noneMatch(Set::isEmpty)) {
        return types;
      }
    }
    return branches("allOf").stream()
        .map(branch -> branch.types(references))
        .filter(types -> !types.isEmpty())
        .findFirst()
        .orElse(Set.of());
  }

  /** The types that this schema names, or those of the values that it names. */
  private Set<String> ownTypes() {
    Set<String> types = new TreeSet<>();
    for (Value type : listed("type")) {
      if (type instanceof Value.Text name) {
        types.add(name.value());
      }
    }
    if (types.isEmpty()) {
      schema.member("const").ifPresent(value -> types.add(ValueSchema.typeOf(value)));
      listed("enum").forEach(value -> types.add(ValueSchema.typeOf(value)));
    }
    return types;
  }

  private List<Value> listed(String key) {
    return schema
        .member(key)
        .map(value -> value instanceof Value.Arr several ? several.items() : List.of(value))
        .orElse(List.of());
  }

  /** The alternatives of a combination; those that are no objects allow anything or nothing. */
  private List<SchemaPlace> branches(String combination) {
    List<SchemaPlace> branches = new ArrayList<>();
    if (schema.members().get(combination) instanceof Value.Arr all) {
      for (int index = 0; index < all.items().size(); index++) {
        Value.Obj branch =
            all.items().get(index) instanceof Value.Obj object ? object : Value.Obj.empty();
        branches.add(new SchemaPlace(json, branch, below(combination, Integer.toString(index))));
      }
    }
    return branches;
  }

  /** The schema that a reference into this file, such as {@code #/$defs/size}, stands for. */
  private Optional<SchemaPlace> referenced(int references) {
    if (references >= MAX_REFERENCES
        || !(schema.members().get("$ref") instanceof Value.Text reference)
        || !reference.value().startsWith("#/")) {
      return Optional.empty();
    }
    String[] path = reference.value().substring(2).split("/", -1);
    return root(json).flatMap(root -> root.under(path));
  }

  private List<String> below(String... names) {
    List<String> below = new ArrayList<>(path);
    below.addAll(List.of(names));
    return below;
  }
}
