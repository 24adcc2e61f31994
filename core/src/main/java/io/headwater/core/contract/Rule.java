package io.headwater.core.contract;

import io.headwater.core.json.Value;
import java.util.BitSet;

/** A rule of a schema, compiled. Immutable, thread-safe. */
interface Rule {

  /** Whether the value keeps to the rule; when it does not, the finding tells why. */
  boolean accepts(Value value, Finding finding);

  /** How the rule depends on the member of that name, if the value is an object that has it. */
  default Reach reach(String member) {
    return Reach.WHOLE;
  }

  /**
   * Whether the rule looks at each item or member of the value by itself, or at how many there are,
   * and at nothing else.
   */
  default boolean isByEntry() {
    return false;
  }

  /**
   * Marks the places of the members or items that the rule evaluates, in the sense of the words
   * unevaluatedItems and unevaluatedProperties; the value keeps to the rule.
   */
  default void mark(Value value, BitSet evaluated) {}
}
