package io.headwater.core.contract;

import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compiles one schema; used once. */
final class SchemaCompiler {

  /** Rules that are not checked here, or of earlier versions and so without effect; how to mend. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "$dynamicRef", "write $ref and the place of the schema, such as #/$defs/size",
          "$recursiveRef", "write $ref, which may lead back to a schema around it",
          "dependencies", "write dependentRequired or dependentSchemas",
          "additionalItems", "write prefixItems for the first items and items for the others");

  private final Value root;
  private final Reference.Resolver references;
  private final List<ContractFault> faults;
  private final Map<List<String>, Subschema> compiled = new HashMap<>();
  private final Map<Subschema, List<Subschema>> inPlace = new LinkedHashMap<>();

  SchemaCompiler(Value root, Optional<String> id, List<ContractFault> faults) {
    this.root = root;
    this.references = new Reference.Resolver(root, id);
    this.faults = faults;
  }

  Subschema compile() {
    Subschema whole = at(List.of(), root);
    reportCircles();
    return whole;
  }

  /** The schema at a place, which is compiled when it was not. */
  Subschema at(List<String> path, Value value) {
    Subschema known = compiled.get(path);
    if (known != null) {
      return known;
    }
    Subschema schema = new Subschema(path);
    compiled.put(path, schema);
    switch (value) {
      case Value.Bool bool ->
          schema.complete(bool.value() ? List.of() : List.of(ValueRule.Nothing.NOTHING));
      case Value.Obj object -> schema.complete(rules(new Keywords(this, schema, object)));
      case Value.Null ignored -> notASchema(path);
      case Value.Num ignored -> notASchema(path);
      case Value.Text ignored -> notASchema(path);
      case Value.Arr ignored -> notASchema(path);
    }
    return schema;
  }

  private void notASchema(List<String> path) {
    fault(
        path,
        path.isEmpty()
            ? "the schema is neither an object nor a boolean"
            : "'%s' is not a schema: it is neither an object nor a boolean"
                .formatted(String.join("/", path)),
        "write a schema, such as {\"type\": \"string\"}");
  }

  void fault(List<String> path, String what, String mend) {
    faults.add(new ContractFault(path, what, mend));
  }

  /** Notes that whoever checks the outer schema checks the inner one for the same value. */
  void appliesInPlace(Subschema outer, Subschema inner) {
    inPlace.computeIfAbsent(outer, schema -> new ArrayList<>()).add(inner);
  }

  private List<Rule> rules(Keywords words) {
    REFUSED.forEach(
        (word, mend) -> {
          if (words.has(word)) {
            words.fault(word, "'" + word + "' cannot be checked", mend);
          }
        });
    if (words.has("$id") && !words.path().isEmpty()) {
      words.fault(
          "$id",
          "'$id' within a schema starts another one, which cannot be checked",
          "remove it, and write references from the root of this file");
    }
    List<Rule> rules = new ArrayList<>();
    ValueRule.read(words, rules);
    NumberRule.read(words, rules);
    TextRule.read(words, rules);
    ArrayRule.read(words, rules);
    ObjectRule.read(words, rules);
    referenced(words).ifPresent(rules::add);
    BranchRule.read(words, rules);
    // Last, as they look at what all the others have evaluated.
    UnevaluatedRule.read(words, rules);
    words.schemas("$defs");
    return rules;
  }

  private Optional<Subschema> referenced(Keywords words) {
    Optional<String> reference = words.text("$ref");
    if (reference.isEmpty()) {
      return Optional.empty();
    }
    return switch (references.resolve(reference.get())) {
      case Reference.Found found -> {
        Subschema target = at(found.path(), found.schema());
        appliesInPlace(words.schema(), target);
        yield Optional.of(target);
      }
      case Reference.Lost lost -> {
        words.fault("$ref", lost.what(), lost.mend());
        yield Optional.empty();
      }
    };
  }

  /** A schema that comes back to itself for the same value could never be checked to its end. */
  private void reportCircles() {
    Set<Subschema> done = new HashSet<>();
    for (Subschema start : inPlace.keySet()) {
      follow(start, new HashSet<>(), done);
    }
  }

  private void follow(Subschema schema, Set<Subschema> above, Set<Subschema> done) {
    if (done.contains(schema)) {
      return;
    }
    above.add(schema);
    for (Subschema inner : inPlace.getOrDefault(schema, List.of())) {
      if (above.contains(inner)) {
        fault(
            schema.path(),
            "this schema leads back to itself without going deeper into the document",
            "let the reference stand below 'properties' or 'items'");
      } else {
        follow(inner, above, done);
      }
    }
    above.remove(schema);
    done.add(schema);
  }
}
