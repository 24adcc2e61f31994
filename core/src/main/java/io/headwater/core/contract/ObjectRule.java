package io.headwater.core.contract;

import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rule for objects; other values keep to it. */
sealed interface ObjectRule extends Rule {

  /** Reads the words for objects. */
  static void read(Keywords words, List<Rule> rules) {
    words.count("minProperties").ifPresent(count -> rules.add(new MinMembers(count)));
    words.count("maxProperties").ifPresent(count -> rules.add(new MaxMembers(count)));
    words.names("required").ifPresent(names -> rules.add(new Required(names)));
    words
        .namesByName("dependentRequired")
        .forEach((name, names) -> rules.add(new DependentRequired(name, names)));
    words.inner("propertyNames").ifPresent(schema -> rules.add(new Names(schema)));
    Map<String, Subschema> named = words.schemas("properties");
    List<Patterned> patterned = new ArrayList<>();
    words
        .schemas("patternProperties")
        .forEach(
            (regex, schema) ->
                words
                    .pattern(regex, "patternProperties", regex)
                    .ifPresent(pattern -> patterned.add(new Patterned(pattern, schema))));
    Optional<Subschema> others = words.inner("additionalProperties");
    if (!named.isEmpty() || !patterned.isEmpty() || others.isPresent()) {
      rules.add(new Members(new HashMap<>(named), List.copyOf(patterned), others));
    }
  }

  /** Whether the object keeps to the rule; when it does not, the finding tells why. */
  boolean fits(Value.Obj object, Finding finding);

  @Override
  default Reach reach(String member) {
    return Reach.NOTHING;
  }

  @Override
  default boolean accepts(Value value, Finding finding) {
    return !(value instanceof Value.Obj object) || fits(object, finding);
  }

  /** {@code minProperties}. */
  record MinMembers(int count) implements ObjectRule {
    @Override
    public boolean fits(Value.Obj object, Finding finding) {
      return finding.size(object) >= count
          || finding.fail("minProperties", "must have at least " + count + " members");
    }

    @Override
    public boolean isByEntry() {
      return true;
    }
  }

  /** {@code maxProperties}. */
  record MaxMembers(int count) implements ObjectRule {
    @Override
    public boolean fits(Value.Obj object, Finding finding) {
      return finding.size(object) <= count
          || finding.fail("maxProperties", "must have at most " + count + " members");
    }

    @Override
    public boolean isByEntry() {
      return true;
    }
  }

  /** {@code required}. */
  record Required(List<String> names) implements ObjectRule {
    @Override
    public boolean fits(Value.Obj object, Finding finding) {
      for (String name : names) {
        if (!object.members().containsKey(name)) {
          return finding.fail("required", "must have the member '" + name + "'");
        }
      }
      return true;
    }
  }

  /** One member of {@code dependentRequired}. */
  record DependentRequired(String cause, List<String> names) implements ObjectRule {
    @Override
    public boolean fits(Value.Obj object, Finding finding) {
      if (!object.members().containsKey(cause)) {
        return true;
      }
      for (String name : names) {
        if (!object.members().containsKey(name)) {
          return finding.fail(
              "dependentRequired",
              "must have the member '%s', as it has '%s'".formatted(name, cause));
        }
      }
      return true;
    }
  }

  /** {@code propertyNames}. */
  record Names(Subschema schema) implements ObjectRule {
    @Override
    public boolean fits(Value.Obj object, Finding finding) {
      for (int i = 0; i < object.size(); i++) {
        if (!schema.accepts(new Value.Text(object.nameAt(i)), finding)) {
          return finding.fail(
              "propertyNames", "must have only members whose names the contract allows");
        }
      }
      return true;
    }

    @Override
    public boolean isByEntry() {
      return true;
    }
  }

  /** A member of {@code patternProperties}. */
  record Patterned(TextPattern pattern, Subschema schema) {}

  /**
   * {@code properties}, {@code patternProperties} and {@code additionalProperties}.
   *
   * @param named by name
   * @param others of members that none of the others is about
   */
  record Members(
      Map<String, Subschema> named, List<Patterned> patterned, Optional<Subschema> others)
      implements ObjectRule {

    @Override
    public boolean fits(Value.Obj object, Finding finding) {
      for (int i = 0; i < object.size(); i++) {
        String name = object.nameAt(i);
        Value value = object.valueAt(i);
        @Nullable Subschema own = named.get(name);
        if (own != null && !own.accepts(value, finding)) {
          return finding.below(name);
        }
        boolean isOther = own == null;
        for (Patterned each : patterned) {
          if (each.pattern().isIn(name)) {
            isOther = false;
            if (!each.schema().accepts(value, finding)) {
              return finding.below(own == null ? Finding.UNNAMED : name);
            }
          }
        }
        if (isOther && others.isPresent() && !others.get().accepts(value, finding)) {
          return finding.below(Finding.UNNAMED);
        }
      }
      return true;
    }

    @Override
    public Reach reach(String member) {
      Reach reach = Reach.NOTHING;
      boolean isOther = true;
      @Nullable Subschema own = named.get(member);
      if (own != null) {
        isOther = false;
        reach = reach.with(reach(own));
      }
      for (Patterned each : patterned) {
        if (each.pattern().isIn(member)) {
          isOther = false;
          reach = reach.with(reach(each.schema()));
        }
      }
      return isOther && others.isPresent() ? reach.with(reach(others.get())) : reach;
    }

    private static Reach reach(Subschema schema) {
      return schema.isByEntry() ? Reach.ENTRIES : Reach.WHOLE;
    }

    @Override
    public boolean isByEntry() {
      return true;
    }

    @Override
    public void mark(Value value, BitSet evaluated) {
      if (value instanceof Value.Obj object) {
        for (int i = 0; i < object.size(); i++) {
          if (others.isPresent() || isAbout(object.nameAt(i))) {
            evaluated.set(i);
          }
        }
      }
    }

    private boolean isAbout(String name) {
      return named.containsKey(name)
          || patterned.stream().anyMatch(each -> each.pattern().isIn(name));
    }
  }
}
