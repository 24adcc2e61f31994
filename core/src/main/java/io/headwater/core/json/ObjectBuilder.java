package io.headwater.core.json;

import java.util.Arrays;

/**
 * Makes objects, member by member, in their order.
 *
 * <p>Objects with the same names in the same order share these. A builder starts anew after each
 * object, and is fastest when the next has the names of the one before. For one thread.
 */
public final class ObjectBuilder {

  private static final int DEFAULT_CAPACITY = 8;

  private String[] names;
  private Value[] values;
  private int size;
  private Shape last = Shape.EMPTY;

  /** Creates a builder with room for a typical object. */
  public ObjectBuilder() {
    this(DEFAULT_CAPACITY);
  }

  /** Creates a builder with room for so many members; there may be more. */
  public ObjectBuilder(int capacity) {
    this.names = new String[capacity];
    this.values = new Value[capacity];
  }

  /** Adds a member; a name that is there keeps its place and takes this value. */
  public ObjectBuilder add(String name, Value value) {
    if (size == names.length) {
      int capacity = Math.max(DEFAULT_CAPACITY, size * 2);
      names = Arrays.copyOf(names, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    names[size] = name;
    values[size] = value;
    size++;
    return this;
  }

  /** The object of the members added since the last one. */
  public Value.Obj build() {
    return size == 0 ? Value.Obj.empty() : new Value.Obj(members());
  }

  Members members() {
    if (!last.isOf(names, size)) {
      last = Shapes.of(names, size);
    }
    int added = size;
    size = 0;
    return new Members(
        last, last.size() == added ? Arrays.copyOf(values, added) : lastOfEachName(added));
  }

  private Value[] lastOfEachName(int added) {
    Value[] distinct = new Value[last.size()];
    for (int i = 0; i < added; i++) {
      distinct[last.indexOf(names[i])] = values[i];
    }
    return distinct;
  }
}
