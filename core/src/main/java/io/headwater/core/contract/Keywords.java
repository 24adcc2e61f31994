package io.headwater.core.contract;

import io.headwater.core.json.Amount;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words of one schema that is being compiled, each read as what it must be; a value of another
 * form is a fault and reads as absent.
 */
final class Keywords {

  private final SchemaCompiler compiler;
  private final Subschema schema;
  private final Value.Obj members;

  Keywords(SchemaCompiler compiler, Subschema schema, Value.Obj members) {
    this.compiler = compiler;
    this.schema = schema;
    this.members = members;
  }

  /** The schema whose words these are. */
  Subschema schema() {
    return schema;
  }

  List<String> path() {
    return schema.path();
  }

  boolean has(String word) {
    return members.member(word).isPresent();
  }

  Optional<Value> value(String word) {
    return members.member(word);
  }

  void fault(String word, String what, String mend) {
    compiler.fault(below(word), what, mend);
  }

  private void malformed(String word, String expected) {
    fault(word, "'%s' is not %s".formatted(word, expected), "write " + expected);
  }

  private List<String> below(String... segments) {
    List<String> below = new ArrayList<>(schema.path());
    below.addAll(List.of(segments));
    return List.copyOf(below);
  }

  /** A number's literal. */
  Optional<String> number(String word) {
    Optional<Value> value = value(word);
    if (value.isPresent() && !(value.get() instanceof Value.Num)) {
      malformed(word, "a number");
    }
    return value.filter(Value.Num.class::isInstance).map(number -> ((Value.Num) number).literal());
  }

  /** A number of things. */
  Optional<Integer> count(String word) {
    Optional<Value> value = value(word);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Value.Num number) {
      Amount amount = Amount.of(number.literal());
      if (amount.isInteger() && !amount.isNegative()) {
        return Optional.of(amount.toCount());
      }
    }
    malformed(word, "an integer from 0");
    return Optional.empty();
  }

  boolean flag(String word) {
    Optional<Value> value = value(word);
    if (value.isPresent() && !(value.get() instanceof Value.Bool)) {
      malformed(word, "true or false");
    }
    return value.equals(Optional.of(Value.of(true)));
  }

  Optional<String> text(String word) {
    Optional<Value> value = value(word);
    if (value.isPresent() && !(value.get() instanceof Value.Text)) {
      malformed(word, "a text");
    }
    return value.filter(Value.Text.class::isInstance).map(text -> ((Value.Text) text).value());
  }

  Optional<List<Value>> values(String word) {
    Optional<Value> value = value(word);
    if (value.isPresent() && !(value.get() instanceof Value.Arr)) {
      malformed(word, "an array");
    }
    return value.filter(Value.Arr.class::isInstance).map(array -> ((Value.Arr) array).items());
  }

  /** An array of texts. */
  Optional<List<String>> names(String word) {
    Optional<Value> value = value(word);
    Optional<List<String>> names = value.flatMap(Keywords::names);
    if (value.isPresent() && names.isEmpty()) {
      malformed(word, "an array of texts");
    }
    return names;
  }

  /** Arrays of texts by name. */
  Map<String, List<String>> namesByName(String word) {
    Map<String, List<String>> namesByName = new LinkedHashMap<>();
    object(word)
        .ifPresent(
            object ->
                object
                    .members()
                    .forEach(
                        (name, value) ->
                            names(value)
                                .ifPresentOrElse(
                                    names -> namesByName.put(name, names),
                                    () ->
                                        compiler.fault(
                                            below(word, name),
                                            "'%s' in '%s' is not an array of texts"
                                                .formatted(name, word),
                                            "write an array of member names"))));
    return namesByName;
  }

  private static Optional<List<String>> names(Value value) {
    if (!(value instanceof Value.Arr array)) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (Value item : array.items()) {
      if (!(item instanceof Value.Text text)) {
        return Optional.empty();
      }
      names.add(text.value());
    }
    return Optional.of(List.copyOf(names));
  }

  /** A regular expression; a fault at that place in the schema when it is none. */
  Optional<TextPattern> pattern(String regex, String... place) {
    return switch (TextPattern.compile(regex)) {
      case TextPattern.Usable usable -> Optional.of(usable.pattern());
      case TextPattern.Unusable unusable -> {
        compiler.fault(
            below(place), "the pattern cannot be used: " + unusable.reason(), unusable.mend());
        yield Optional.empty();
      }
    };
  }

  /** The schema of members or items. */
  Optional<Subschema> inner(String word) {
    return value(word).map(value -> compiler.at(below(word), value));
  }

  /** Schemas by name, of members or items. */
  Map<String, Subschema> schemas(String word) {
    Map<String, Subschema> schemas = new LinkedHashMap<>();
    object(word)
        .ifPresent(
            object ->
                object
                    .members()
                    .forEach(
                        (name, value) -> schemas.put(name, compiler.at(below(word, name), value))));
    return schemas;
  }

  /** An array of schemas, of items. */
  List<Subschema> items(String word) {
    List<Subschema> schemas = new ArrayList<>();
    Optional<List<Value>> values = values(word);
    if (values.isPresent() && values.get().isEmpty()) {
      malformed(word, "an array of one schema or more");
    }
    for (Value value : values.orElse(List.of())) {
      schemas.add(compiler.at(below(word, Integer.toString(schemas.size())), value));
    }
    return schemas;
  }

  /** A schema that applies to the same value. */
  Optional<Subschema> branch(String word) {
    Optional<Subschema> branch = inner(word);
    branch.ifPresent(inner -> compiler.appliesInPlace(schema, inner));
    return branch;
  }

  /** An array of schemas that apply to the same value. */
  List<Subschema> branches(String word) {
    List<Subschema> branches = items(word);
    branches.forEach(inner -> compiler.appliesInPlace(schema, inner));
    return branches;
  }

  /** Schemas by name that apply to the same value. */
  Map<String, Subschema> branchesByName(String word) {
    Map<String, Subschema> branches = schemas(word);
    branches.values().forEach(inner -> compiler.appliesInPlace(schema, inner));
    return branches;
  }

  private Optional<Value.Obj> object(String word) {
    Optional<Value> value = value(word);
    if (value.isPresent() && !(value.get() instanceof Value.Obj)) {
      malformed(word, "an object");
    }
    return value.filter(Value.Obj.class::isInstance).map(Value.Obj.class::cast);
  }
}
