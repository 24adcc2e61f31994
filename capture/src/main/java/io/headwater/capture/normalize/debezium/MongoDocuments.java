package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Documents that MongoDB's connector writes as texts of extended JSON, in plain JSON.
 *
 * <p>Both forms of version 2 and what version 1 writes: object ids, symbols and UUIDs are texts;
 * numbers are numbers, of 64 bits and of 34 decimal digits too, and NaN and the infinities texts;
 * dates are ISO 8601 in UTC; binary is Base64. Regular expressions, timestamps, code, references
 * and the keys that sort first and last stay objects with their own members.
 *
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md">MongoDB
 *     Extended JSON v2</a>
 */
final class MongoDocuments {

  private static final String UUID_SUBTYPE = "4";

  private MongoDocuments() {}

  /**
   * The document in a text.
   *
   * @throws RefusedRecordException when it is none
   */
  static Value.Obj document(String text) {
    if (value(text) instanceof Value.Obj document) {
      return document;
    }
    throw new RefusedRecordException("a document is no JSON object");
  }

  /** The value in a text, such as that of a key. */
  static Value value(String text) {
    try {
      return plain(Json.read(text.getBytes(StandardCharsets.UTF_8)));
    } catch (MalformedJsonException e) {
      throw new RefusedRecordException("a document is " + e.getMessage());
    }
  }

  static Value plain(Value value) {
    return switch (value) {
      case Value.Arr array -> {
        List<Value> items = new ArrayList<>(array.items().size());
        array.items().forEach(item -> items.add(plain(item)));
        yield new Value.Arr(items);
      }
      case Value.Obj object -> object(object);
      case Value.Null ignored -> value;
      case Value.Bool ignored -> value;
      case Value.Num ignored -> value;
      case Value.Text ignored -> value;
    };
  }

  private static Value object(Value.Obj object) {
    if (object.size() > 0 && object.nameAt(0).startsWith("$")) {
      Value first = object.valueAt(0);
      if (object.size() == 1) {
        return wrapped(object.nameAt(0), first, object);
      }
      if (object.nameAt(0).equals("$binary") && first instanceof Value.Text base64) {
        return binary(base64.value(), object.member("$type").orElse(Value.ofNull()));
      }
    }
    ObjectBuilder members = new ObjectBuilder(object.size());
    for (int i = 0; i < object.size(); i++) {
      members.add(object.nameAt(i), plain(object.valueAt(i)));
    }
    return members.build();
  }

  private static Value wrapped(String type, Value value, Value.Obj object) {
    return switch (type) {
      case "$oid", "$symbol", "$uuid" -> value;
      case "$numberInt", "$numberLong" -> number(text(value));
      case "$numberDouble", "$numberDecimal" -> decimal(text(value));
      case "$date" -> date(value);
      case "$undefined" -> Value.ofNull();
      case "$binary" ->
          value instanceof Value.Obj binary
                  && binary.members().get("base64") instanceof Value.Text base64
              ? binary(base64.value(), binary.member("subType").orElse(Value.ofNull()))
              : object;
      default -> object;
    };
  }

  private static Value number(String text) {
    try {
      return Value.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new RefusedRecordException("a whole number of a document is none");
    }
  }

  private static Value decimal(String text) {
    if (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")) {
      return Value.of(text);
    }
    try {
      if (Json.read(text.getBytes(StandardCharsets.UTF_8)) instanceof Value.Num number) {
        return number;
      }
    } catch (MalformedJsonException e) {
      // Such as 1. or +1, which are numbers but no literals of JSON; refused below.
    }
    throw new RefusedRecordException("a number of a document is none that JSON has");
  }

  private static Value date(Value value) {
    try {
      return switch (value) {
        case Value.Text text -> Value.of(Instant.parse(text.value()).toString());
        case Value.Num number ->
            Value.of(Instant.ofEpochMilli(Long.parseLong(number.literal())).toString());
        case Value.Obj object ->
            Value.of(
                Instant.ofEpochMilli(
                        Long.parseLong(text(object.member("$numberLong").orElse(Value.ofNull()))))
                    .toString());
        case Value.Null ignored -> throw noDate();
        case Value.Bool ignored -> throw noDate();
        case Value.Arr ignored -> throw noDate();
      };
    } catch (DateTimeException | NumberFormatException e) {
      throw noDate();
    }
  }

  private static RefusedRecordException noDate() {
    return new RefusedRecordException("a date of a document is none");
  }

  private static Value binary(String base64, Value subtype) {
    String type =
        subtype instanceof Value.Text text
            ? text.value().toLowerCase(Locale.ROOT).replaceFirst("^0", "")
            : "";
    if (!type.equals(UUID_SUBTYPE)) {
      return Value.of(base64);
    }
    try {
      byte[] bytes = java.util.Base64.getDecoder().decode(base64);
      java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
      return bytes.length == 2 * Long.BYTES
          ? Value.of(new UUID(buffer.getLong(), buffer.getLong()).toString())
          : Value.of(base64);
    } catch (IllegalArgumentException e) {
      return Value.of(base64);
    }
  }

  private static String text(Value value) {
    if (value instanceof Value.Text text) {
      return text.value();
    }
    throw new RefusedRecordException("a number of a document is no text");
  }
}
