package io.headwater.capture.capture;

import io.headwater.core.capture.StoredPosition;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The JSON form of stored positions: {@code {"partition":{…},"offset":{…}}}. */
final class StoredPositions {

  private static final String PARTITION = "partition";
  private static final String OFFSET = "offset";

  private StoredPositions() {}

  /** The position's UTF-8 JSON; equal positions are equal bytes. */
  static byte[] encode(StoredPosition position) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put(PARTITION, value(position.partition()));
    members.put(OFFSET, value(position.offset()));
    return Json.bytes(new Value.Obj(members));
  }

  /**
   * Reads a position.
   *
   * @throws MalformedJsonException when the bytes are no position
   */
  static StoredPosition decode(byte[] utf8) {
    Value.Obj json = Json.readObject(utf8);
    return new StoredPosition(map(json, PARTITION), map(json, OFFSET));
  }

  /** Text, numbers and booleans as a JSON object in the order of their names. */
  static Value.Obj value(Map<String, Object> values) {
    Map<String, Value> members = new LinkedHashMap<>();
    new TreeMap<>(values).forEach((name, value) -> members.put(name, scalar(name, value)));
    return new Value.Obj(members);
  }

  private static Value scalar(String name, Object value) {
    return switch (value) {
      case String text -> Value.of(text);
      case Boolean bool -> Value.of(bool.booleanValue());
      case Long number -> Value.of(number.longValue());
      case Integer number -> Value.of(number.longValue());
      case Number number -> new Value.Num(number.toString());
      default ->
          throw new IllegalArgumentException(
              "'%s' is a %s; a position holds text, numbers and booleans only"
                  .formatted(name, value.getClass().getName()));
    };
  }

  private static Map<String, Object> map(Value.Obj json, String name) {
    if (!(json.members().get(name) instanceof Value.Obj object)) {
      throw new MalformedJsonException("'" + name + "' is missing or not an object");
    }
    Map<String, Object> result = new LinkedHashMap<>();
    object.members().forEach((key, value) -> result.put(key, plain(key, value)));
    return result;
  }

  private static Object plain(String name, Value value) {
    return switch (value) {
      case Value.Text text -> text.value();
      case Value.Bool bool -> bool.value();
      case Value.Num number -> number(number.literal());
      case Value.Null absent -> throw unexpected(name);
      case Value.Arr array -> throw unexpected(name);
      case Value.Obj object -> throw unexpected(name);
    };
  }

  private static Object number(String literal) {
    BigDecimal number = new BigDecimal(literal);
    return number.scale() <= 0 ? (Object) number.longValueExact() : number.doubleValue();
  }

  private static MalformedJsonException unexpected(String name) {
    return new MalformedJsonException("'" + name + "' is not text, a number or a boolean");
  }
}
