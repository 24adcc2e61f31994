package io.headwater.core.contract;

import io.headwater.core.json.Amount;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A rule for arrays; other values keep to it. */
sealed interface ArrayRule extends Rule {

  /** Reads the words for arrays. */
  static void read(Keywords words, List<Rule> rules) {
    words.count("minItems").ifPresent(count -> rules.add(new MinItems(count)));
    words.count("maxItems").ifPresent(count -> rules.add(new MaxItems(count)));
    if (words.flag("uniqueItems")) {
      rules.add(Unique.UNIQUE);
    }
    List<Subschema> first = words.has("prefixItems") ? words.items("prefixItems") : List.of();
    if (words.value("items").filter(Value.Arr.class::isInstance).isPresent()) {
      words.fault(
          "items",
          "'items' is an array, as in earlier versions of JSON Schema",
          "write prefixItems for the first items and items for the others");
    } else if (words.has("items") || !first.isEmpty()) {
      rules.add(new Items(first, words.inner("items")));
    }
    Optional<Integer> min = words.count("minContains");
    Optional<Integer> max = words.count("maxContains");
    words
        .inner("contains")
        .ifPresent(
            schema ->
                rules.add(new Contains(schema, min.orElse(1), max.orElse(Integer.MAX_VALUE))));
  }

  /** Whether the items keep to the rule; when they do not, the finding tells why. */
  boolean fits(Value.Arr array, Finding finding);

  @Override
  default Reach reach(String member) {
    return Reach.NOTHING;
  }

  @Override
  default boolean accepts(Value value, Finding finding) {
    return !(value instanceof Value.Arr array) || fits(array, finding);
  }

  /** {@code minItems}. */
  record MinItems(int count) implements ArrayRule {
    @Override
    public boolean fits(Value.Arr array, Finding finding) {
      return finding.size(array) >= count
          || finding.fail("minItems", "must have at least " + count + " items");
    }

    @Override
    public boolean isByEntry() {
      return true;
    }
  }

  /** {@code maxItems}. */
  record MaxItems(int count) implements ArrayRule {
    @Override
    public boolean fits(Value.Arr array, Finding finding) {
      return finding.size(array) <= count
          || finding.fail("maxItems", "must have at most " + count + " items");
    }

    @Override
    public boolean isByEntry() {
      return true;
    }
  }

  /** {@code uniqueItems}. */
  enum Unique implements ArrayRule {
    UNIQUE;

    /** The most items that are compared each with each, which is faster than anything else then. */
    private static final int MAX_COMPARED = 8;

    @Override
    public boolean fits(Value.Arr array, Finding finding) {
      List<Value> items = array.items();
      boolean isUnique =
          items.size() <= MAX_COMPARED ? areDistinct(items) : areDistinctTexts(items);
      return isUnique || finding.fail("uniqueItems", "must have no item twice");
    }

    private static boolean areDistinct(List<Value> items) {
      for (int i = 1; i < items.size(); i++) {
        for (int j = 0; j < i; j++) {
          if (items.get(i).isSameAs(items.get(j))) {
            return false;
          }
        }
      }
      return true;
    }

    private static boolean areDistinctTexts(List<Value> items) {
      // Text, as a set of it stays fast whatever the hashes are.
      Set<String> seen = HashSet.newHashSet(items.size());
      for (Value item : items) {
        if (!seen.add(normal(item).toJson())) {
          return false;
        }
      }
      return true;
    }

    /** One value for all that are the same. */
    private static Value normal(Value value) {
      return switch (value) {
        case Value.Null ignored -> value;
        case Value.Bool ignored -> value;
        case Value.Text ignored -> value;
        case Value.Num number -> new Value.Num(Amount.of(number.literal()).toString());
        case Value.Arr array -> new Value.Arr(array.items().stream().map(Unique::normal).toList());
        case Value.Obj object -> {
          ObjectBuilder sorted = new ObjectBuilder(object.size());
          object.members().keySet().stream()
              .sorted()
              .forEach(name -> sorted.add(name, normal(object.require(name))));
          yield sorted.build();
        }
      };
    }
  }

  /** {@code prefixItems} and {@code items}. */
  record Items(List<Subschema> first, Optional<Subschema> others) implements ArrayRule {
    @Override
    public boolean fits(Value.Arr array, Finding finding) {
      List<Value> items = array.items();
      int count = others.isPresent() ? items.size() : Math.min(first.size(), items.size());
      for (int i = 0; i < count; i++) {
        Subschema schema = i < first.size() ? first.get(i) : others.get();
        if (!schema.accepts(items.get(i), finding)) {
          return finding.below(array, i);
        }
      }
      return true;
    }

    @Override
    public boolean isByEntry() {
      return first.isEmpty();
    }

    @Override
    public void mark(Value value, BitSet evaluated) {
      if (value instanceof Value.Arr array) {
        int size = array.items().size();
        evaluated.set(0, others.isPresent() ? size : Math.min(first.size(), size));
      }
    }
  }

  /** {@code contains} with {@code minContains} and {@code maxContains}. */
  record Contains(Subschema schema, int min, int max) implements ArrayRule {
    @Override
    public boolean fits(Value.Arr array, Finding finding) {
      int count = 0;
      for (Value item : array.items()) {
        if (schema.accepts(item, finding)) {
          count++;
        }
      }
      if (count < min) {
        return finding.fail(
            min == 1 ? "contains" : "minContains",
            "must contain at least " + min + " of the items that the contract asks for");
      }
      return count <= max
          || finding.fail(
              "maxContains",
              "must contain at most " + max + " of the items that the contract asks for");
    }

    @Override
    public void mark(Value value, BitSet evaluated) {
      if (value instanceof Value.Arr array) {
        Finding unread = new Finding();
        for (int i = 0; i < array.items().size(); i++) {
          if (schema.accepts(array.items().get(i), unread)) {
            evaluated.set(i);
          }
        }
      }
    }
  }
}
