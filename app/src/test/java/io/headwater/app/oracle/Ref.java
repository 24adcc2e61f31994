package io.headwater.app.oracle;

/**
 * The address of a row.
 *
 * @param part the number of its table in the shape
 * @param owner the number of the resource's key; addresses a row only where the owner is part of
 *     the primary key, and is what a new row belongs to
 * @param key the number of the row's own key
 */
record Ref(int part, int owner, int key) {

  static Ref root(int key) {
    return new Ref(Shape.ROOT, key, key);
  }
}
