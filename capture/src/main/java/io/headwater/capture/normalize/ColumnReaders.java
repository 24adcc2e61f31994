package io.headwater.capture.normalize;

import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * The reader of a column's values, chosen once per schema.
 *
 * <p>Our own engine sends decimals as text (the only form that knows NaN and Infinity); they are
 * told from text columns by the source type that the engine adds to the schema. The forms of other
 * settings of the engine are read as well. Immutable, thread-safe.
 */
public final class ColumnReaders {

  /** The schema parameter that holds the column's type in the source, in upper case. */
  public static final String SOURCE_TYPE = "__debezium.source.column.type";

  private static final String SOURCE_SCALE = "__debezium.source.column.scale";

  /** PostgreSQL's largest scale; the engine shows a negative one as a larger number. */
  private static final int MAX_SCALE = 1_000;

  private static final Set<String> NUMBERS =
      Set.of("NUMERIC", "DECIMAL", "DECIMAL UNSIGNED", "DECIMAL UNSIGNED ZEROFILL", "NUMBER");
  private static final Set<String> NUMBER_ARRAYS = Set.of("_NUMERIC", "_DECIMAL");
  private static final Set<String> BINARY = Set.of("BYTEA", "_BYTEA");

  /** The most digits before or behind the point: as many as a number's literal may have. */
  private static final int MAX_DIGITS = Json.MAX_NUMBER_CHARS;

  private final Set<String> numericDomains;
  private final boolean hasUnknownTypes;
  private final Function<Schema, Optional<ValueReader>> special;

  /**
   * Readers for PostgreSQL.
   *
   * @param numericDomains the domains over numeric, in upper case
   */
  public ColumnReaders(Set<String> numericDomains) {
    this(numericDomains, true, schema -> Optional.empty());
  }

  private ColumnReaders(
      Set<String> numericDomains,
      boolean hasUnknownTypes,
      Function<Schema, Optional<ValueReader>> special) {
    this.numericDomains = Set.copyOf(numericDomains);
    this.hasUnknownTypes = hasUnknownTypes;
    this.special = special;
  }

  /** Readers for the other databases, whose binary columns never hold a type's own text. */
  public static ColumnReaders ofOtherDatabases() {
    return ofOtherDatabases(schema -> Optional.empty());
  }

  /** Readers for one of the other databases, of which its special ones go first. */
  static ColumnReaders ofOtherDatabases(Function<Schema, Optional<ValueReader>> special) {
    return new ColumnReaders(Set.of(), false, special);
  }

  /** The reader of values that have this schema. */
  public ValueReader of(Schema schema) {
    Optional<ValueReader> own = special.apply(schema);
    if (own.isPresent()) {
      return own.get();
    }
    String name = schema.name();
    Optional<ValueReader> logical = name == null ? Optional.empty() : logical(name, schema);
    return logical.orElseGet(() -> plain(schema, sourceType(schema)));
  }

  private static String sourceType(Schema schema) {
    Map<String, String> parameters = schema.parameters();
    return parameters == null
        ? ""
        : parameters.getOrDefault(SOURCE_TYPE, "").toUpperCase(Locale.ROOT);
  }

  private static Optional<ValueReader> logical(String name, Schema schema) {
    return Optional.ofNullable(
        switch (name) {
          case "org.apache.kafka.connect.data.Decimal" -> raw -> exact((BigDecimal) raw);
          case "org.apache.kafka.connect.data.Date" ->
              raw -> Value.of(TemporalText.date(Math.floorDiv(millis(raw), 86_400_000L)));
          case "org.apache.kafka.connect.data.Time" ->
              raw -> Value.of(TemporalText.timeOfMillis(millis(raw)));
          case "org.apache.kafka.connect.data.Timestamp" ->
              raw -> Value.of(TemporalText.connectTimestamp(((java.util.Date) raw).toInstant()));
          case "io.debezium.time.Date" -> raw -> Value.of(TemporalText.date(integer(raw)));
          case "io.debezium.time.Time" -> raw -> Value.of(TemporalText.timeOfMillis(integer(raw)));
          case "io.debezium.time.MicroTime" ->
              raw -> Value.of(TemporalText.timeOfMicros(integer(raw)));
          case "io.debezium.time.NanoTime" ->
              raw -> Value.of(TemporalText.timeOfNanos(integer(raw)));
          case "io.debezium.time.Timestamp" ->
              raw -> Value.of(TemporalText.timestampOfMillis(integer(raw)));
          case "io.debezium.time.MicroTimestamp" ->
              raw -> Value.of(TemporalText.timestampOfMicros(integer(raw)));
          case "io.debezium.time.NanoTimestamp" ->
              raw -> Value.of(TemporalText.timestampOfNanos(integer(raw)));
          case "io.debezium.time.MicroDuration" ->
              raw -> Value.of(TemporalText.duration(integer(raw)));
          case "io.debezium.time.NanoDuration" ->
              raw -> Value.of(Duration.ofNanos(integer(raw)).toString());
          case "io.debezium.time.IsoDate",
              "io.debezium.time.IsoTime",
              "io.debezium.time.IsoTimestamp" ->
              raw -> Value.of(TemporalText.withoutZone((String) raw));
          case "io.debezium.data.Json" -> ColumnReaders::embeddedJson;
          case "io.debezium.data.Bits" -> raw -> bits(raw, schema);
          case "io.debezium.data.VariableScaleDecimal" -> ColumnReaders::variableScale;
          default -> null;
        });
  }

  private ValueReader plain(Schema schema, String sourceType) {
    return switch (schema.type()) {
      case INT8, INT16, INT32, INT64 -> raw -> Value.of(integer(raw));
      case FLOAT32 -> raw -> real((Float) raw, Float.toString((Float) raw));
      case FLOAT64 -> raw -> real((Double) raw, Double.toString((Double) raw));
      case BOOLEAN -> raw -> Value.of((boolean) (Boolean) raw);
      case STRING -> {
        if (sourceType.equals("MONEY")) {
          yield ColumnReaders::money;
        }
        boolean number = NUMBERS.contains(sourceType) || numericDomains.contains(sourceType);
        if (number && hasNegativeScale(schema)) {
          yield ColumnReaders::wholeNumber;
        }
        yield number ? ColumnReaders::number : ColumnReaders::text;
      }
      case BYTES ->
          !hasUnknownTypes || sourceType.isEmpty() || BINARY.contains(sourceType)
              ? ColumnReaders::base64
              : ColumnReaders::unknownType;
      case ARRAY -> array(elements(schema.valueSchema(), sourceType));
      case MAP -> map(of(schema.valueSchema()));
      case STRUCT -> struct(schema);
    };
  }

  private ValueReader elements(Schema element, String sourceType) {
    if (element.type() == Schema.Type.STRING && NUMBER_ARRAYS.contains(sourceType)) {
      return ColumnReaders::number;
    }
    if (hasUnknownTypes
        && element.type() == Schema.Type.BYTES
        && element.name() == null
        && !sourceType.isEmpty()
        && !BINARY.contains(sourceType)) {
      return ColumnReaders::unknownType;
    }
    return of(element);
  }

  private static ValueReader array(ValueReader element) {
    return raw -> {
      List<Value> items = new ArrayList<>();
      for (Object item : (Iterable<?>) raw) {
        items.add(item == null ? Value.ofNull() : element.read(item));
      }
      return new Value.Arr(items);
    };
  }

  private static ValueReader map(ValueReader element) {
    return raw -> {
      ObjectBuilder object = new ObjectBuilder();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) raw).entrySet()) {
        Object item = entry.getValue();
        object.add(
            String.valueOf(entry.getKey()), item == null ? Value.ofNull() : element.read(item));
      }
      return object.build();
    };
  }

  private ValueReader struct(Schema schema) {
    Map<Field, ValueReader> fields = new LinkedHashMap<>();
    schema.fields().forEach(field -> fields.put(field, of(field.schema())));
    return raw -> {
      ObjectBuilder object = new ObjectBuilder();
      fields.forEach(
          (field, reader) -> {
            Object item = ((Struct) raw).getWithoutDefault(field.name());
            object.add(field.name(), item == null ? Value.ofNull() : reader.read(item));
          });
      return object.build();
    };
  }

  private static Value text(Object raw) {
    return Value.of((String) raw);
  }

  private static boolean hasNegativeScale(Schema schema) {
    String scale = schema.parameters().getOrDefault(SOURCE_SCALE, "0");
    return Integer.parseInt(scale) > MAX_SCALE;
  }

  private static Value wholeNumber(Object raw) {
    return number(raw) instanceof Value.Num number
        ? Value.Num.of(new BigDecimal(number.literal()).setScale(0))
        : number(raw);
  }

  private static Value number(Object raw) {
    String text = (String) raw;
    return switch (text) {
      case "NAN", "NaN" -> Value.of("NaN");
      case "POSITIVE_INFINITY", "Infinity" -> Value.of("Infinity");
      case "NEGATIVE_INFINITY", "-Infinity" -> Value.of("-Infinity");
      default -> decimal(text);
    };
  }

  // A snapshot reads money as a floating point number, which has lost the trailing zeros.
  private static Value money(Object raw) {
    return number(raw) instanceof Value.Num number
        ? Value.Num.of(atLeastCents(new BigDecimal(number.literal())))
        : Value.of((String) raw);
  }

  private static BigDecimal atLeastCents(BigDecimal amount) {
    return amount.scale() < 2 ? amount.setScale(2) : amount;
  }

  private static Value decimal(String text) {
    try {
      return exact(new BigDecimal(text));
    } catch (NumberFormatException e) {
      // Money is localized text in some versions of the engine; the text is all that is known.
      return Value.of(text);
    }
  }

  /** Its plain notation has as many digits as its exponent says, which a few characters can. */
  private static Value exact(BigDecimal number) {
    if (Math.abs((long) number.scale()) > MAX_DIGITS) {
      throw new UnreadableValueException("a decimal has more than %d digits".formatted(MAX_DIGITS));
    }
    return Value.Num.of(number);
  }

  private static Value real(double value, String shortest) {
    return Double.isFinite(value) ? new Value.Num(shortest) : Value.of(shortest);
  }

  private static Value variableScale(Object raw) {
    Struct struct = (Struct) raw;
    return exact(
        new BigDecimal(new BigInteger(struct.getBytes("value")), struct.getInt32("scale")));
  }

  private static Value embeddedJson(Object raw) {
    String text = (String) raw;
    try {
      return Json.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      // The type json keeps what was written, also duplicate members, which have no JSON form here.
      return Value.of(text);
    }
  }

  private static Value base64(Object raw) {
    return Value.of(Base64.getEncoder().encodeToString(bytes(raw)));
  }

  private static Value unknownType(Object raw) {
    return Value.of(new String(bytes(raw), StandardCharsets.UTF_8));
  }

  private static Value bits(Object raw, Schema schema) {
    byte[] littleEndian = bytes(raw);
    int length = littleEndian.length * Byte.SIZE;
    Map<String, String> parameters = schema.parameters();
    // The engine cuts leading zeros; only the length of bit(n) is known, that of bit varying is
    // lost.
    if (parameters != null && !"VARBIT".equals(sourceType(schema))) {
      length = Integer.parseInt(parameters.getOrDefault("length", "" + length));
    }
    StringBuilder text = new StringBuilder(length);
    for (int bit = length - 1; bit >= 0; bit--) {
      int at = bit / Byte.SIZE;
      boolean set = at < littleEndian.length && (littleEndian[at] >> bit % Byte.SIZE & 1) == 1;
      text.append(set ? '1' : '0');
    }
    return Value.of(text.toString());
  }

  static byte[] bytes(Object raw) {
    if (raw instanceof byte[] array) {
      return array;
    }
    if (raw instanceof ByteBuffer buffer) {
      byte[] copy = new byte[buffer.remaining()];
      buffer.duplicate().get(copy);
      return copy;
    }
    throw new UnreadableValueException("binary value of class " + raw.getClass().getName());
  }

  private static long integer(Object raw) {
    return ((Number) raw).longValue();
  }

  private static long millis(Object raw) {
    return ((java.util.Date) raw).toInstant().toEpochMilli();
  }
}
