package io.headwater.core.contract;

import io.headwater.core.json.Amount;
import io.headwater.core.json.Value;
import java.util.List;

/** A rule for numbers; other values keep to it. */
sealed interface NumberRule extends FlatRule {

  /** Reads the words for numbers. */
  static void read(Keywords words, List<Rule> rules) {
    words
        .number("minimum")
        .ifPresent(bound -> rules.add(new Minimum(Amount.of(bound), "must be at least " + bound)));
    words
        .number("exclusiveMinimum")
        .ifPresent(
            bound -> rules.add(new ExclusiveMinimum(Amount.of(bound), "must be above " + bound)));
    words
        .number("maximum")
        .ifPresent(bound -> rules.add(new Maximum(Amount.of(bound), "must be at most " + bound)));
    words
        .number("exclusiveMaximum")
        .ifPresent(
            bound -> rules.add(new ExclusiveMaximum(Amount.of(bound), "must be below " + bound)));
    words
        .number("multipleOf")
        .ifPresent(
            divisor -> {
              if (Amount.of(divisor).isPositive()) {
                rules.add(new MultipleOf(Amount.of(divisor), "must be a multiple of " + divisor));
              } else {
                words.fault("multipleOf", "'multipleOf' is not above 0", "write a number above 0");
              }
            });
  }

  /** The word of the schema. */
  String keyword();

  /** What it demands. */
  String requirement();

  /** Whether the number of that literal keeps to the rule. */
  boolean fits(String literal);

  @Override
  default boolean accepts(Value value, Finding finding) {
    return !(value instanceof Value.Num number)
        || fits(number.literal())
        || finding.fail(keyword(), requirement());
  }

  /** {@code minimum}. */
  record Minimum(Amount bound, String requirement) implements NumberRule {
    @Override
    public String keyword() {
      return "minimum";
    }

    @Override
    public boolean fits(String literal) {
      return bound.compareTo(literal) <= 0;
    }
  }

  /** {@code exclusiveMinimum}. */
  record ExclusiveMinimum(Amount bound, String requirement) implements NumberRule {
    @Override
    public String keyword() {
      return "exclusiveMinimum";
    }

    @Override
    public boolean fits(String literal) {
      return bound.compareTo(literal) < 0;
    }
  }

  /** {@code maximum}. */
  record Maximum(Amount bound, String requirement) implements NumberRule {
    @Override
    public String keyword() {
      return "maximum";
    }

    @Override
    public boolean fits(String literal) {
      return bound.compareTo(literal) >= 0;
    }
  }

  /** {@code exclusiveMaximum}. */
  record ExclusiveMaximum(Amount bound, String requirement) implements NumberRule {
    @Override
    public String keyword() {
      return "exclusiveMaximum";
    }

    @Override
    public boolean fits(String literal) {
      return bound.compareTo(literal) > 0;
    }
  }

  /** {@code multipleOf}. */
  record MultipleOf(Amount divisor, String requirement) implements NumberRule {
    @Override
    public String keyword() {
      return "multipleOf";
    }

    @Override
    public boolean fits(String literal) {
      return divisor.divides(literal);
    }
  }
}
