package io.headwater.core.json;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An object's members: values beside the names, which objects of one shape share.
 *
 * <p>Immutable, so that objects can share it without a copy. Its views are made when they are asked
 * for and not kept, since millions of rows are in memory.
 */
final class Members extends AbstractMap<String, Value> {

  static final Members EMPTY = new Members(Shape.EMPTY, new Value[0]);

  private final Shape shape;
  private final Value[] values;

  /** Takes over an array of as many values as the shape has names. */
  Members(Shape shape, Value[] values) {
    this.shape = shape;
    this.values = values;
  }

  static Members copyOf(Map<String, Value> members) {
    if (members instanceof Members own) {
      return own;
    }
    ObjectBuilder copy = new ObjectBuilder(members.size());
    members.forEach(copy::add);
    return copy.members();
  }

  /** These members, with the values of others in place of theirs, and the others' new ones. */
  Members overlaid(Members others) {
    if (shape == others.shape || values.length == 0) {
      return others;
    }
    Value[] merged = values.clone();
    boolean isCovered = true;
    for (int i = 0; i < others.values.length; i++) {
      int at = shape.indexOf(others.shape.name(i));
      isCovered &= at >= 0;
      if (at >= 0) {
        merged[at] = others.values[i];
      }
    }
    Members covered = new Members(shape, merged);
    return isCovered ? covered : covered.extended(others);
  }

  private Members extended(Members others) {
    ObjectBuilder all = new ObjectBuilder(size() + others.size());
    forEach(all::add);
    for (int i = 0; i < others.values.length; i++) {
      if (shape.indexOf(others.shape.name(i)) < 0) {
        all.add(others.shape.name(i), others.values[i]);
      }
    }
    return all.members();
  }

  String name(int place) {
    return shape.name(place);
  }

  Value value(int place) {
    return values[place];
  }

  boolean hasNamesOf(Members other) {
    return shape.isSame(other.shape);
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public @Nullable Value get(Object name) {
    int at = shape.indexOf(name);
    return at < 0 ? null : values[at];
  }

  @Override
  public boolean containsKey(Object name) {
    return shape.indexOf(name) >= 0;
  }

  @Override
  public @Nullable Value remove(Object name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super Value> action) {
    for (int i = 0; i < values.length; i++) {
      action.accept(shape.name(i), values[i]);
    }
  }

  @Override
  public Set<String> keySet() {
    return shape.asSet();
  }

  @Override
  public Collection<Value> values() {
    return new AbstractCollection<>() {
      @Override
      public int size() {
        return values.length;
      }

      @Override
      public Iterator<Value> iterator() {
        return new Places<>(values.length) {
          @Override
          Value at(int place) {
            return values[place];
          }
        };
      }
    };
  }

  @Override
  public Set<Entry<String, Value>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return values.length;
      }

      @Override
      public Iterator<Entry<String, Value>> iterator() {
        return new Places<>(values.length) {
          @Override
          Entry<String, Value> at(int place) {
            return Map.entry(shape.name(place), values[place]);
          }
        };
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    if (other instanceof Members members && shape == members.shape) {
      return Arrays.equals(values, members.values);
    }
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
