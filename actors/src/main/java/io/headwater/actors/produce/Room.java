package io.headwater.actors.produce;

/**
 * What work takes among all that is under way.
 *
 * @param changes row changes
 * @param characters the length of all text in their values: a few large rows take as much memory as
 *     many small ones
 */
record Room(int changes, long characters) {

  static final Room NONE = new Room(0, 0);

  Room plus(Room other) {
    return new Room(changes + other.changes, characters + other.characters);
  }

  Room minus(Room other) {
    return new Room(changes - other.changes, characters - other.characters);
  }

  boolean fitsIn(Room limit) {
    return changes <= limit.changes && characters <= limit.characters;
  }

  /** This, as far as there is that much at all. */
  Room atMost(Room limit) {
    return new Room(Math.min(changes, limit.changes), Math.min(characters, limit.characters));
  }
}
