package io.headwater.core.json;

import org.jspecify.annotations.Nullable;

/**
 * Shapes that occur again and again, one for each, so that the rows of a table share theirs.
 *
 * <p>A fixed number of slots that are overwritten, for names of a bounded number and length;
 * thread-safe, as losing a write only costs another shape.
 */
final class Shapes {

  /** The longest name that is kept, in characters; PostgreSQL's have up to 63 bytes. */
  static final int MAX_CHARS = 64;

  /** The most names that are kept: as many as a PostgreSQL table can have columns. */
  static final int MAX_NAMES = 1600;

  /** The slots for shapes of up to {@value #MAX_NARROW} names. */
  static final int SLOTS = 1024;

  /** The slots for wider shapes: few, so that all slots together hold some 25 MB at worst. */
  static final int WIDE_SLOTS = 32;

  private static final int MAX_NARROW = 64;

  /** The slots that a shape may stand in: tables seldom drive each other out then. */
  private static final int WAYS = 4;

  private static final @Nullable Shape[] NARROW = new @Nullable Shape[SLOTS];
  private static final @Nullable Shape[] WIDE = new @Nullable Shape[WIDE_SLOTS];

  private Shapes() {}

  /** The shape of the first {@code size} names; of a name that occurs again, the first counts. */
  static Shape of(String[] names, int size) {
    if (size == 0) {
      return Shape.EMPTY;
    }
    @Nullable Shape[] slots = size <= MAX_NARROW ? NARROW : WIDE;
    int hash = hash(names, size);
    int first = hash & (slots.length - WAYS);
    for (int slot = first; slot < first + WAYS; slot++) {
      Shape known = slots[slot];
      if (known != null && known.isOf(names, size)) {
        return known;
      }
    }
    Shape shape = Shape.of(names, size);
    if (shape.size() == size && mayBeKept(names, size)) {
      // The oldest goes; if it is in use, it comes back, and then what is not in use goes.
      for (int slot = first + WAYS - 1; slot > first; slot--) {
        slots[slot] = slots[slot - 1];
      }
      slots[first] = shape;
    }
    return shape;
  }

  private static int hash(String[] names, int size) {
    int hash = size;
    for (int i = 0; i < size; i++) {
      hash = 31 * hash + names[i].hashCode();
    }
    // Spreads what differs in the high bits only, and the low ones, over all (Fibonacci hashing).
    int spread = hash * 0x9E3779B9;
    return spread ^ (spread >>> 16);
  }

  private static boolean mayBeKept(String[] names, int size) {
    if (size > MAX_NAMES) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (names[i].length() > MAX_CHARS) {
        return false;
      }
    }
    return true;
  }
}
