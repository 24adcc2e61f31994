package io.headwater.core.contract;

/** How a rule depends on a member of the object that it is about, least first. */
enum Reach {
  /** Not, but for whether it is there. */
  NOTHING,

  /** By each of the member's own items or members alone, and by how many there are. */
  ENTRIES,

  /** In any other way. */
  WHOLE;

  Reach with(Reach other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
