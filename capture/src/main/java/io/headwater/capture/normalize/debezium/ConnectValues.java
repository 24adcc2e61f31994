package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.UnreadableValueException;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Values of JSON as Kafka Connect has them, by their schema: the inverse of its JsonConverter.
 *
 * <p>Throws {@link UnreadableValueException}, or another exception whose message may quote the
 * value, when the value is not of its schema.
 */
final class ConnectValues {

  private static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";
  private static final String DATE = "org.apache.kafka.connect.data.Date";
  private static final String TIME = "org.apache.kafka.connect.data.Time";
  private static final String TIMESTAMP = "org.apache.kafka.connect.data.Timestamp";
  private static final long MILLIS_PER_DAY = 86_400_000L;

  private ConnectValues() {}

  /** The value, which is not null. */
  static Object of(Schema schema, Value value) {
    String name = schema.name();
    if (name != null) {
      switch (name) {
        case DECIMAL -> {
          return decimal(schema, value);
        }
        case DATE -> {
          return Date.from(Instant.ofEpochMilli(Math.multiplyExact(number(value), MILLIS_PER_DAY)));
        }
        case TIME, TIMESTAMP -> {
          return Date.from(Instant.ofEpochMilli(number(value)));
        }
        default -> {}
      }
    }
    return plain(schema, value);
  }

  private static Object plain(Schema schema, Value value) {
    return switch (schema.type()) {
      case INT8 -> (byte) number(value);
      case INT16 -> (short) number(value);
      case INT32 -> Math.toIntExact(number(value));
      case INT64 -> number(value);
      case FLOAT32 -> Float.valueOf(literal(value));
      case FLOAT64 -> Double.valueOf(literal(value));
      case BOOLEAN -> bool(value);
      case STRING -> text(value);
      case BYTES -> Base64.getDecoder().decode(text(value));
      case ARRAY -> array(schema, value);
      case MAP -> map(schema, value);
      case STRUCT -> struct(schema, value);
    };
  }

  /** As decimal.format has it: the unscaled number's bytes, or a literal. */
  private static BigDecimal decimal(Schema schema, Value value) {
    if (value instanceof Value.Num number) {
      return bounded(number.literal());
    }
    Map<String, String> parameters = schema.parameters();
    int scale = parameters == null ? 0 : Integer.parseInt(parameters.getOrDefault("scale", "0"));
    return new BigDecimal(new BigInteger(Base64.getDecoder().decode(text(value))), scale);
  }

  private static BigDecimal bounded(String literal) {
    if (literal.length() > Json.MAX_NUMBER_CHARS) {
      throw new UnreadableValueException("a number is too long");
    }
    return new BigDecimal(literal);
  }

  private static List<@Nullable Object> array(Schema schema, Value value) {
    if (!(value instanceof Value.Arr array)) {
      throw new UnreadableValueException("an array is none");
    }
    List<@Nullable Object> items = new ArrayList<>(array.items().size());
    for (Value item : array.items()) {
      items.add(optional(schema.valueSchema(), item));
    }
    return items;
  }

  /** Maps of texts are objects; others, such as those of sparse vectors, are arrays of pairs. */
  private static Map<Object, @Nullable Object> map(Schema schema, Value value) {
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    if (value instanceof Value.Obj object && schema.keySchema().type() == Schema.Type.STRING) {
      for (int i = 0; i < object.size(); i++) {
        map.put(object.nameAt(i), optional(schema.valueSchema(), object.valueAt(i)));
      }
      return map;
    }
    if (!(value instanceof Value.Arr pairs)) {
      throw new UnreadableValueException("a map is none");
    }
    for (Value item : pairs.items()) {
      if (!(item instanceof Value.Arr pair) || pair.items().size() != 2) {
        throw new UnreadableValueException("an entry of a map is no pair");
      }
      map.put(
          of(schema.keySchema(), pair.items().getFirst()),
          optional(schema.valueSchema(), pair.items().getLast()));
    }
    return map;
  }

  private static @Nullable Object optional(Schema schema, Value value) {
    return value.isNull() ? null : of(schema, value);
  }

  private static Struct struct(Schema schema, Value value) {
    if (!(value instanceof Value.Obj object)) {
      throw new UnreadableValueException("a structure is no object");
    }
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      Value item = object.member(field.name()).orElse(Value.ofNull());
      if (!item.isNull()) {
        Object member = of(field.schema(), item);
        struct.put(field, member instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : member);
      }
    }
    return struct;
  }

  private static String text(Value value) {
    if (value instanceof Value.Text text) {
      return text.value();
    }
    throw new UnreadableValueException("a text is none");
  }

  private static boolean bool(Value value) {
    if (value instanceof Value.Bool bool) {
      return bool.value();
    }
    throw new UnreadableValueException("a boolean is none");
  }

  private static long number(Value value) {
    if (value instanceof Value.Num number) {
      return Long.parseLong(number.literal());
    }
    throw new UnreadableValueException("a number is none");
  }

  /** NaN and the infinities are texts in JSON. */
  private static String literal(Value value) {
    return value instanceof Value.Num number ? number.literal() : text(value);
  }
}
