package io.headwater.core.contract;

import io.headwater.core.json.Value;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A rule made of schemas for the same value. */
sealed interface BranchRule extends Rule {

  /** Reads the words that combine schemas. */
  static void read(Keywords words, List<Rule> rules) {
    // All of them hold together, as do all rules of one schema.
    rules.addAll(words.branches("allOf"));
    if (words.has("anyOf")) {
      rules.add(new AnyOf(words.branches("anyOf")));
    }
    if (words.has("oneOf")) {
      rules.add(new ExactlyOneOf(words.branches("oneOf")));
    }
    words.branch("not").ifPresent(schema -> rules.add(new Not(schema)));
    Optional<Subschema> then = words.branch("then");
    Optional<Subschema> otherwise = words.branch("else");
    words
        .branch("if")
        .ifPresent(condition -> rules.add(new Conditional(condition, then, otherwise)));
    words
        .branchesByName("dependentSchemas")
        .forEach((name, schema) -> rules.add(new Dependent(name, schema)));
  }

  /** The schemas that it is made of. */
  Stream<Subschema> parts();

  /**
   * Where a part fails, the whole may hold, so what was accepted tells nothing of single entries.
   */
  @Override
  default Reach reach(String member) {
    return parts().allMatch(part -> part.reach(member) == Reach.NOTHING)
        ? Reach.NOTHING
        : Reach.WHOLE;
  }

  /** Marks what a branch evaluates, if the value keeps to it. */
  private static void markHolding(Subschema branch, Value value, BitSet evaluated) {
    if (branch.accepts(value, new Finding())) {
      branch.mark(value, evaluated);
    }
  }

  /** {@code anyOf}. */
  record AnyOf(List<Subschema> branches) implements BranchRule {
    @Override
    public Stream<Subschema> parts() {
      return branches.stream();
    }

    @Override
    public boolean accepts(Value value, Finding finding) {
      for (Subschema branch : branches) {
        if (branch.accepts(value, finding)) {
          return true;
        }
      }
      return finding.fail("anyOf", "must fit one of the contract's alternatives");
    }

    @Override
    public void mark(Value value, BitSet evaluated) {
      branches.forEach(branch -> markHolding(branch, value, evaluated));
    }
  }

  /** {@code oneOf}. */
  record ExactlyOneOf(List<Subschema> branches) implements BranchRule {
    @Override
    public Stream<Subschema> parts() {
      return branches.stream();
    }

    @Override
    public boolean accepts(Value value, Finding finding) {
      int count = 0;
      for (Subschema branch : branches) {
        if (branch.accepts(value, finding)) {
          count++;
        }
      }
      return count == 1
          || finding.fail("oneOf", "must fit exactly one of the contract's alternatives");
    }

    @Override
    public void mark(Value value, BitSet evaluated) {
      branches.forEach(branch -> markHolding(branch, value, evaluated));
    }
  }

  /** {@code not}. */
  record Not(Subschema schema) implements BranchRule {
    @Override
    public Stream<Subschema> parts() {
      return Stream.of(schema);
    }

    @Override
    public boolean accepts(Value value, Finding finding) {
      return !schema.accepts(value, finding)
          || finding.fail("not", "must not fit what the contract excludes");
    }
  }

  /** {@code if}, {@code then} and {@code else}. */
  record Conditional(Subschema condition, Optional<Subschema> then, Optional<Subschema> otherwise)
      implements BranchRule {
    @Override
    public Stream<Subschema> parts() {
      return Stream.of(Optional.of(condition), then, otherwise).flatMap(Optional::stream);
    }

    @Override
    public boolean accepts(Value value, Finding finding) {
      Optional<Subschema> chosen = condition.accepts(value, finding) ? then : otherwise;
      return chosen.isEmpty() || chosen.get().accepts(value, finding);
    }

    @Override
    public void mark(Value value, BitSet evaluated) {
      boolean holds = condition.accepts(value, new Finding());
      if (holds) {
        condition.mark(value, evaluated);
      }
      (holds ? then : otherwise).ifPresent(chosen -> chosen.mark(value, evaluated));
    }
  }

  /** One member of {@code dependentSchemas}. */
  record Dependent(String cause, Subschema schema) implements BranchRule {
    @Override
    public Stream<Subschema> parts() {
      return Stream.of(schema);
    }

    @Override
    public boolean accepts(Value value, Finding finding) {
      return !applies(value) || schema.accepts(value, finding);
    }

    @Override
    public void mark(Value value, BitSet evaluated) {
      if (applies(value)) {
        schema.mark(value, evaluated);
      }
    }

    private boolean applies(Value value) {
      return value instanceof Value.Obj object && object.members().containsKey(cause);
    }
  }
}
