package io.headwater.core.json;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The names of an object's members, in their order: one for all rows of a table.
 *
 * <p>Immutable. More than {@value #MAX_SCANNED} names have an index, which all objects of the shape
 * share, and which stays fast when many names have one hash.
 */
final class Shape {

  /** The most names that are compared one by one, which is faster than an index then. */
  static final int MAX_SCANNED = 8;

  static final Shape EMPTY = new Shape(new String[0], Map.of());

  private final String[] names;
  private final Map<String, Integer> index;

  private Shape(String[] names, Map<String, Integer> index) {
    this.names = names;
    this.index = index;
  }

  /** The shape of the first {@code size} names; of a name that occurs again, the first counts. */
  static Shape of(String[] names, int size) {
    return size <= MAX_SCANNED ? scanned(names, size) : indexed(names, size);
  }

  private static Shape scanned(String[] names, int size) {
    String[] distinct = Arrays.copyOf(names, size);
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (indexOf(distinct, count, names[i]) < 0) {
        distinct[count++] = names[i];
      }
    }
    return new Shape(count == size ? distinct : Arrays.copyOf(distinct, count), Map.of());
  }

  private static Shape indexed(String[] names, int size) {
    String[] distinct = Arrays.copyOf(names, size);
    Map<String, Integer> index = HashMap.newHashMap(size);
    for (int i = 0; i < size; i++) {
      if (index.putIfAbsent(names[i], index.size()) == null) {
        distinct[index.size() - 1] = names[i];
      }
    }
    return index.size() == size
        ? new Shape(distinct, index)
        : of(Arrays.copyOf(distinct, index.size()), index.size());
  }

  /** Whether these are the first {@code size} names, in the same order. */
  boolean isOf(String[] others, int size) {
    if (names.length != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (!names[i].equals(others[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether the other has the same names in the same order. */
  boolean isSame(Shape other) {
    return this == other || isOf(other.names, other.names.length);
  }

  String name(int at) {
    return names[at];
  }

  /** The place of a name, from 0, or -1 when it is absent. */
  int indexOf(Object name) {
    if (names.length <= MAX_SCANNED) {
      return indexOf(names, names.length, name);
    }
    Integer at = index.get(name);
    return at == null ? -1 : at;
  }

  @SuppressWarnings("ReferenceEquality")
  private static int indexOf(String[] names, int size, Object name) {
    for (int i = 0; i < size; i++) {
      // Most names are the very same string, and then none needs to be compared with another.
      if (names[i] == name) {
        return i;
      }
    }
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  int size() {
    return names.length;
  }

  /** The names as a set, in their order. */
  Set<String> asSet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return names.length;
      }

      @Override
      public boolean contains(Object name) {
        return indexOf(name) >= 0;
      }

      @Override
      public boolean remove(Object name) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Iterator<String> iterator() {
        return new Places<>(names.length) {
          @Override
          String at(int place) {
            return names[place];
          }
        };
      }
    };
  }
}
