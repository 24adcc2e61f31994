package io.headwater.core.contract;

import io.headwater.core.json.Value;
import java.util.BitSet;
import java.util.List;

/**
 * A rule for the members or items that no other rule of the schema, or of its branches, is about.
 */
sealed interface UnevaluatedRule extends Rule {

  /** Reads the {@code unevaluated} words; the rules are all others of the schema. */
  static void read(Keywords words, List<Rule> rules) {
    List<Rule> others = List.copyOf(rules);
    words
        .inner("unevaluatedItems")
        .ifPresent(schema -> rules.add(new UnevaluatedItems(others, schema)));
    words
        .inner("unevaluatedProperties")
        .ifPresent(schema -> rules.add(new UnevaluatedMembers(others, schema)));
  }

  private static BitSet evaluated(List<Rule> rules, Value value) {
    BitSet evaluated = new BitSet();
    for (Rule rule : rules) {
      rule.mark(value, evaluated);
    }
    return evaluated;
  }

  /** {@code unevaluatedItems}. */
  record UnevaluatedItems(List<Rule> others, Subschema schema) implements UnevaluatedRule {
    @Override
    public boolean accepts(Value value, Finding finding) {
      if (!(value instanceof Value.Arr array)) {
        return true;
      }
      BitSet evaluated = evaluated(others, value);
      int size = array.items().size();
      for (int i = evaluated.nextClearBit(0); i < size; i = evaluated.nextClearBit(i + 1)) {
        if (!schema.accepts(array.items().get(i), finding)) {
          return finding.below(Integer.toString(i));
        }
      }
      return true;
    }

    @Override
    public void mark(Value value, BitSet evaluated) {
      if (value instanceof Value.Arr array) {
        evaluated.set(0, array.items().size());
      }
    }
  }

  /** {@code unevaluatedProperties}. */
  record UnevaluatedMembers(List<Rule> others, Subschema schema) implements UnevaluatedRule {
    @Override
    public boolean accepts(Value value, Finding finding) {
      if (!(value instanceof Value.Obj object)) {
        return true;
      }
      BitSet evaluated = evaluated(others, value);
      int size = object.size();
      for (int i = evaluated.nextClearBit(0); i < size; i = evaluated.nextClearBit(i + 1)) {
        if (!schema.accepts(object.valueAt(i), finding)) {
          return finding.below(Finding.UNNAMED);
        }
      }
      return true;
    }

    @Override
    public void mark(Value value, BitSet evaluated) {
      if (value instanceof Value.Obj object) {
        evaluated.set(0, object.size());
      }
    }
  }
}
