package io.headwater.core.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An immutable JSON value.
 *
 * <p>Numbers keep the literal they were written with, so a decimal of forty digits or a 64-bit
 * integer beyond 2^53 passes through unchanged. The members of an object keep their order.
 */
public sealed interface Value {

  /** The JSON literal {@code null}. */
  enum Null implements Value {
    NULL
  }

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements Value {}

  /** A number, by its literal; {@code 1.0} and {@code 1} are different values. */
  record Num(String literal) implements Value {

    /** An integer. */
    public static Num of(long value) {
      return new Num(Long.toString(value));
    }

    /** A decimal, in plain notation with its scale kept. */
    public static Num of(BigDecimal value) {
      return new Num(value.toPlainString());
    }
  }

  /** A string. */
  record Text(String value) implements Value {}

  /** An array. */
  record Arr(List<Value> items) implements Value {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /** An object; its members keep their order, and equality does not depend on it. */
  record Obj(Map<String, Value> members) implements Value {

    private static final Obj EMPTY = new Obj(Members.EMPTY);

    public Obj {
      members = Members.copyOf(members);
    }

    /** The object without members. */
    public static Obj empty() {
      return EMPTY;
    }

    /** The member of that name, or empty when it is absent. */
    public Optional<Value> member(String name) {
      return Optional.ofNullable(members.get(name));
    }

    /**
     * The member of that name.
     *
     * @throws IllegalArgumentException when it is absent
     */
    public Value require(String name) {
      return member(name)
          .orElseThrow(() -> new IllegalArgumentException("no member '" + name + "'"));
    }

    /**
     * This object with the changes' members: those of a known name take its place, the others come
     * last.
     */
    public Obj with(Obj changes) {
      return new Obj(own().overlaid(changes.own()));
    }

    /** The number of members. */
    public int size() {
      return members.size();
    }

    /** The name of the member at that place, from 0; with {@link #valueAt} the fastest walk. */
    public String nameAt(int place) {
      return own().name(place);
    }

    /** The value of the member at that place, from 0. */
    public Value valueAt(int place) {
      return own().value(place);
    }

    /** Whether the other has members of the same names in the same order. */
    public boolean hasNamesOf(Obj other) {
      return own().hasNamesOf(other.own());
    }

    /** The members as they are kept, for the hot paths of this package. */
    Members own() {
      return (Members) members;
    }
  }

  /** {@code null} as a value. */
  static Value ofNull() {
    return Null.NULL;
  }

  /** A string value. */
  static Value of(String text) {
    return new Text(text);
  }

  /** An integer value. */
  static Value of(long number) {
    return Num.of(number);
  }

  /** A boolean value. */
  static Value of(boolean value) {
    return new Bool(value);
  }

  /** Whether this is JSON {@code null}. */
  default boolean isNull() {
    return this == Null.NULL;
  }

  /**
   * Whether the other is the same to a reader of JSON: numbers are compared by amount, so {@code
   * 1.0} is {@code 1}; the order of members does not matter.
   */
  default boolean isSameAs(Value other) {
    return switch (this) {
      case Null ignored -> other.isNull();
      case Bool bool -> bool.equals(other);
      case Text text -> text.equals(other);
      case Num number ->
          other instanceof Num that && Amount.compare(number.literal(), that.literal()) == 0;
      case Arr array -> other instanceof Arr that && areSame(array.items(), that.items());
      case Obj object -> other instanceof Obj that && areSame(object, that);
    };
  }

  private static boolean areSame(List<Value> left, List<Value> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!left.get(i).isSameAs(right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean areSame(Obj left, Obj right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      Value other = right.members().get(left.nameAt(i));
      if (other == null || !left.valueAt(i).isSameAs(other)) {
        return false;
      }
    }
    return true;
  }

  /** The length of all text, names and numbers in this value. */
  default long characters() {
    return switch (this) {
      case Null ignored -> 0;
      case Bool ignored -> 0;
      case Num number -> number.literal().length();
      case Text text -> text.value().length();
      case Arr array -> {
        long sum = 0;
        for (Value item : array.items()) {
          sum += item.characters();
        }
        yield sum;
      }
      case Obj object -> {
        long sum = 0;
        for (Map.Entry<String, Value> member : object.members().entrySet()) {
          sum += member.getKey().length() + member.getValue().characters();
        }
        yield sum;
      }
    };
  }

  /** The compact JSON text of this value. */
  default String toJson() {
    return Json.text(this);
  }
}
