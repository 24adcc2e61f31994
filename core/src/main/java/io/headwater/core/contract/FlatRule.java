package io.headwater.core.contract;

/** A rule that looks at no item or member of a value. */
interface FlatRule extends Rule {

  @Override
  default Reach reach(String member) {
    return Reach.NOTHING;
  }

  @Override
  default boolean isByEntry() {
    return true;
  }
}
