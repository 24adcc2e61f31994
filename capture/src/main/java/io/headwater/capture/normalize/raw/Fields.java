package io.headwater.capture.normalize.raw;

import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The members of one object of a raw record, read as what the format says they are.
 *
 * <p>A member that is {@code null} counts as absent. One of another type than asked for is refused
 * with a {@link RefusedRecordException}, which names the member and not its value.
 */
public final class Fields {

  private final Value.Obj object;
  private final String path;

  private Fields(Value.Obj object, String path) {
    this.object = object;
    this.path = path;
  }

  /** The members of a whole record. */
  public static Fields of(Value.Obj object) {
    return new Fields(object, "");
  }

  /** Whether there is a member of that name, also when it is null. */
  public boolean has(String name) {
    return object.members().containsKey(name);
  }

  /** A string. */
  public Optional<String> text(String name) {
    Optional<Value> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Value.Text text) {
      return Optional.of(text.value());
    }
    throw wrong(name, "not a string");
  }

  /** A string that must be there and have at least one character. */
  public String requireText(String name) {
    return text(name).filter(text -> !text.isEmpty()).orElseThrow(() -> missing(name));
  }

  /** A string, or a number by its literal: the ids of databases come as either. */
  public Optional<String> textOrNumber(String name) {
    return value(name).flatMap(value -> Optional.of(literal(name, value)));
  }

  /** A whole number of 64 bits. */
  public Optional<Long> integer(String name) {
    Optional<Value> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Value.Num number) {
      try {
        return Optional.of(Long.parseLong(number.literal()));
      } catch (NumberFormatException e) {
        throw wrong(name, "not a whole number of 64 bits");
      }
    }
    throw wrong(name, "not a number");
  }

  /** A whole number of 64 bits that must be there. */
  public long requireInteger(String name) {
    return integer(name).orElseThrow(() -> missing(name));
  }

  /** A boolean. */
  public Optional<Boolean> flag(String name) {
    Optional<Value> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Value.Bool flag) {
      return Optional.of(flag.value());
    }
    throw wrong(name, "not a boolean");
  }

  /** An object. */
  public Optional<Value.Obj> object(String name) {
    Optional<Value> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Value.Obj member) {
      return Optional.of(member);
    }
    throw wrong(name, "not an object");
  }

  /** An object that must be there. */
  public Value.Obj requireObject(String name) {
    return object(name).orElseThrow(() -> missing(name));
  }

  /** The members of an object that must be there. */
  public Fields require(String name) {
    return new Fields(requireObject(name), path + name + ".");
  }

  /** An array. */
  public Optional<List<Value>> array(String name) {
    Optional<Value> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Value.Arr array) {
      return Optional.of(array.items());
    }
    throw wrong(name, "not an array");
  }

  /** An array of strings. */
  public Optional<List<String>> texts(String name) {
    Optional<List<Value>> items = array(name);
    if (items.isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (Value item : items.get()) {
      if (!(item instanceof Value.Text text)) {
        throw wrong(name, "not an array of strings");
      }
      texts.add(text.value());
    }
    return Optional.of(List.copyOf(texts));
  }

  /** The member's value; empty when it is absent or null. */
  public Optional<Value> value(String name) {
    return object.member(name).filter(value -> !value.isNull());
  }

  private String literal(String name, Value value) {
    if (value instanceof Value.Text text) {
      return text.value();
    }
    if (value instanceof Value.Num number) {
      return number.literal();
    }
    throw wrong(name, "neither a string nor a number");
  }

  private RefusedRecordException missing(String name) {
    return wrong(name, "missing or empty");
  }

  private RefusedRecordException wrong(String name, String what) {
    return new RefusedRecordException(
        "the record's '%s%s' is %s; is the topic's format the configured one?"
            .formatted(path, name, what));
  }
}
