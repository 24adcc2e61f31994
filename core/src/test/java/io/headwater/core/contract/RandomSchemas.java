package io.headwater.core.contract;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Random schemas of few words, names and values, and documents that often fit them. */
final class RandomSchemas {

  private static final int MAX_DEPTH = 3;
  private static final List<String> NAMES = List.of("a", "b", "c", "ab", "x-1");
  private static final List<String> TEXTS = List.of("", "a", "ab", "abc", "1", "😀", "a\n", "é😀x");
  private static final List<String> NUMBERS =
      List.of("0", "1", "-1", "2", "3", "1.0", "1.5", "2.50", "-0.5", "10", "1e1", "1e20");
  private static final List<String> REGEXES =
      List.of("a", "^a", "b$", "^[ab]+$", "^.$", "\\d", "^x-");
  private static final List<String> TYPES =
      List.of("null", "boolean", "integer", "number", "string", "array", "object");

  private final RandomGenerator random;

  RandomSchemas(RandomGenerator random) {
    this.random = random;
  }

  /** A whole schema; those under {@code $defs} refer to no branch of themselves. */
  Value.Obj schema() {
    return new ObjectBuilder()
        .add("$schema", Value.of("https://json-schema.org/draft/2020-12/schema"))
        .add("$defs", defs())
        .add("$ref", Value.of("#/$defs/one"))
        .add("allOf", list(1, 2, () -> schema(0)))
        .build();
  }

  /** A whole schema with rules for the member of that name, and at times others. */
  Value.Obj schemaOf(String member) {
    ObjectBuilder schema =
        new ObjectBuilder()
            .add("$defs", defs())
            .add("properties", object(member, chance(40) ? schema(1) : entrySchema()));
    if (chance(40)) {
      schema.add("allOf", list(1, 1, () -> schema(1)));
    }
    return schema.build();
  }

  private Value entrySchema() {
    return new ObjectBuilder()
        .add("items", schema(2))
        .add("additionalProperties", schema(2))
        .add(pick(List.of("maxItems", "minItems", "maxProperties")), Value.of(random.nextInt(5)))
        .build();
  }

  private Value.Obj defs() {
    Value recursive =
        new ObjectBuilder()
            .add("properties", object("a", ref("tree")))
            .add("items", ref("tree"))
            .add(chance(50) ? "minProperties" : "maxItems", Value.of(random.nextInt(3)))
            .build();
    return new ObjectBuilder()
        .add("one", chance(60) ? Value.of(true) : schema(MAX_DEPTH - 1))
        .add("tree", recursive)
        .build();
  }

  private static Value ref(String name) {
    return object("$ref", Value.of("#/$defs/" + name));
  }

  private static Value.Obj object(String name, Value value) {
    return new ObjectBuilder().add(name, value).build();
  }

  private Value schema(int depth) {
    if (chance(5)) {
      return Value.of(chance(70));
    }
    if (chance(8)) {
      return ref("tree");
    }
    ObjectBuilder schema = new ObjectBuilder();
    int words = 1 + random.nextInt(3);
    for (int i = 0; i < words; i++) {
      addWord(schema, depth);
    }
    return schema.build();
  }

  private void addWord(ObjectBuilder schema, int depth) {
    int kinds = depth < MAX_DEPTH ? 8 : 4;
    switch (random.nextInt(kinds)) {
      case 0 -> schema.add("type", chance(50) ? type() : distinctTypes());
      case 1 -> addValueWord(schema);
      case 2 -> addNumberWord(schema);
      case 3 -> addTextWord(schema);
      case 4 -> addArrayWord(schema, depth + 1);
      case 5, 6 -> addObjectWord(schema, depth + 1);
      default -> addBranchWord(schema, depth + 1);
    }
  }

  private Value type() {
    return Value.of(pick(TYPES));
  }

  private Value distinctTypes() {
    String first = pick(TYPES);
    String second = pick(TYPES);
    return first.equals(second)
        ? new Value.Arr(List.of(Value.of(first)))
        : new Value.Arr(List.of(Value.of(first), Value.of(second)));
  }

  private void addValueWord(ObjectBuilder schema) {
    if (chance(50)) {
      schema.add("const", document(2));
    } else {
      schema.add("enum", list(1, 4, () -> document(2)));
    }
  }

  private void addNumberWord(ObjectBuilder schema) {
    switch (random.nextInt(5)) {
      case 0 -> schema.add("minimum", number());
      case 1 -> schema.add("maximum", number());
      case 2 -> schema.add("exclusiveMinimum", number());
      case 3 -> schema.add("exclusiveMaximum", number());
      default ->
          schema.add("multipleOf", new Value.Num(pick(List.of("1", "2", "0.5", "3", "0.1"))));
    }
  }

  private void addTextWord(ObjectBuilder schema) {
    switch (random.nextInt(3)) {
      case 0 -> schema.add("minLength", Value.of(random.nextInt(4)));
      case 1 -> schema.add("maxLength", Value.of(random.nextInt(4)));
      default -> schema.add("pattern", Value.of(pick(REGEXES)));
    }
  }

  private void addArrayWord(ObjectBuilder schema, int depth) {
    switch (random.nextInt(7)) {
      case 0 -> schema.add("minItems", Value.of(random.nextInt(3)));
      case 1 -> schema.add("maxItems", Value.of(random.nextInt(4)));
      case 2 -> {
        // The other validator takes an object's values for items.
        schema.add("type", Value.of("array"));
        schema.add("uniqueItems", Value.of(chance(80)));
      }
      case 3 -> schema.add("items", schema(depth));
      case 4 -> schema.add("prefixItems", list(1, 2, () -> schema(depth)));
      case 5 -> schema.add("unevaluatedItems", schema(depth));
      default -> {
        schema.add("contains", schema(depth));
        int least = random.nextInt(3);
        if (chance(40)) {
          schema.add("minContains", Value.of(least));
        }
        if (chance(40)) {
          // The other validator refuses a least number above the most.
          schema.add("maxContains", Value.of(Math.max(1, least) + random.nextInt(2)));
        }
      }
    }
  }

  private void addObjectWord(ObjectBuilder schema, int depth) {
    switch (random.nextInt(9)) {
      case 0 -> schema.add("required", new Value.Arr(List.of(Value.of(pick(NAMES)))));
      case 1 -> schema.add("minProperties", Value.of(random.nextInt(3)));
      case 2 -> schema.add("maxProperties", Value.of(random.nextInt(4)));
      case 3 ->
          schema.add(
              "dependentRequired",
              object(pick(NAMES), new Value.Arr(List.of(Value.of(pick(NAMES))))));
      case 4 -> schema.add("propertyNames", schema(MAX_DEPTH));
      case 5 -> schema.add("patternProperties", object(pick(REGEXES), schema(depth)));
      case 6 -> schema.add("additionalProperties", schema(depth));
      case 7 -> schema.add("unevaluatedProperties", schema(depth));
      default ->
          schema.add(
              "properties",
              new ObjectBuilder()
                  .add(pick(NAMES), schema(depth))
                  .add(pick(NAMES), schema(depth))
                  .build());
    }
  }

  private void addBranchWord(ObjectBuilder schema, int depth) {
    switch (random.nextInt(6)) {
      case 0 -> schema.add("allOf", list(1, 2, () -> schema(depth)));
      case 1 -> schema.add("anyOf", list(1, 3, () -> schema(depth)));
      case 2 -> schema.add("oneOf", list(1, 3, () -> schema(depth)));
      case 3 -> schema.add("not", schema(depth));
      case 4 -> schema.add("dependentSchemas", object(pick(NAMES), schema(depth)));
      default -> {
        schema.add("if", schema(depth));
        schema.add("then", schema(depth));
        if (chance(50)) {
          schema.add("else", schema(depth));
        }
      }
    }
  }

  /** A random document. */
  Value document() {
    return document(0);
  }

  /** A random list or object. */
  Value entries() {
    return chance(60) ? list(0, 6, this::entry) : members(1);
  }

  /** A random item or member of {@link #entries()}. */
  Value entry() {
    return document(2);
  }

  private Value document(int depth) {
    return switch (random.nextInt(depth < MAX_DEPTH ? 9 : 5)) {
      case 0 -> Value.ofNull();
      case 1 -> Value.of(chance(50));
      case 2, 3 -> number();
      case 4 -> Value.of(pick(TEXTS));
      case 5, 6 -> list(0, 4, () -> document(depth + 1));
      default -> members(depth);
    };
  }

  private Value.Obj members(int depth) {
    ObjectBuilder object = new ObjectBuilder();
    int members = random.nextInt(5);
    for (int i = 0; i < members; i++) {
      object.add(pick(NAMES), document(depth + 1));
    }
    return object.build();
  }

  private Value number() {
    return new Value.Num(pick(NUMBERS));
  }

  private Value.Arr list(int least, int most, Supplier<Value> item) {
    int count = least + random.nextInt(most - least + 1);
    List<Value> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(item.get());
    }
    return new Value.Arr(items);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
