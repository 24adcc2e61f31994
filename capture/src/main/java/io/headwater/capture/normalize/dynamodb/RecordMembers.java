package io.headwater.capture.normalize.dynamodb;

import io.headwater.core.json.Value;
import java.util.Optional;

/**
 * The members of one object of a stream record, read as what they should be.
 *
 * <p>A member that is {@code null} counts as absent; one of another type than asked for is refused.
 *
 * @param object the object
 * @param path what comes before a member's name in a reason
 */
record RecordMembers(Value.Obj object, String path) {

  /** The members of a whole record. */
  static RecordMembers of(Value.Obj object) {
    return new RecordMembers(object, "");
  }

  /** The member's value. */
  Optional<Value> value(String name) {
    return object.member(name).filter(value -> !value.isNull());
  }

  /** A string of at least one character. */
  Optional<String> text(String name) {
    Optional<Value> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Value.Text text) {
      return Optional.of(text.value()).filter(told -> !told.isEmpty());
    }
    throw wrong(name, "not a string");
  }

  /** An object of at least one member. */
  Optional<Value.Obj> object(String name) {
    Optional<Value> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Value.Obj member) {
      return Optional.of(member).filter(told -> told.size() > 0);
    }
    throw wrong(name, "not an object");
  }

  /** The members of an object that must be there. */
  RecordMembers require(String name) {
    Value.Obj member = object(name).orElseThrow(() -> wrong(name, "missing or empty"));
    return new RecordMembers(member, path + name + ".");
  }

  /** What to say of a member that is not as it should be. */
  RefusedRecordException wrong(String name, String what) {
    return new RefusedRecordException(
        "the record's '%s%s' is %s; is the topic's format the configured one?"
            .formatted(path, name, what));
  }
}
