package io.headwater.core.contract;

import io.headwater.core.json.Value;
import java.util.BitSet;
import java.util.List;

/**
 * A schema within the schema, or the whole of it: all of its rules hold together.
 *
 * <p>Without rules until it is completed, which happens once and before it is used, so that
 * references can lead back to it.
 */
final class Subschema implements Rule {

  private static final Rule[] NONE = {};

  private final List<String> path;
  private Rule[] rules = NONE;

  Subschema(List<String> path) {
    this.path = path;
  }

  void complete(List<Rule> all) {
    rules = all.toArray(NONE);
  }

  /** Where it stands in the schema. */
  List<String> path() {
    return path;
  }

  @Override
  public boolean accepts(Value value, Finding finding) {
    for (Rule rule : rules) {
      if (!rule.accepts(value, finding)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Reach reach(String member) {
    Reach reach = Reach.NOTHING;
    for (Rule rule : rules) {
      reach = reach.with(rule.reach(member));
    }
    return reach;
  }

  @Override
  public boolean isByEntry() {
    for (Rule rule : rules) {
      if (!rule.isByEntry()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void mark(Value value, BitSet evaluated) {
    for (Rule rule : rules) {
      rule.mark(value, evaluated);
    }
  }
}
