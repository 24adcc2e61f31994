package io.headwater.capture.normalize;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes what the engine may put where a column was not logged.
 *
 * <p>Errs on one side only: a value that is recognized may be a real one, but a value that is not
 * recognized is surely real.
 */
final class Filler {

  private static final Set<String> TEXTS =
      Set.of(
          "",
          "{}",
          "[]",
          "P0Y0M0DT0H0M0S",
          "PT0S",
          "00:00:00",
          "00:00:00Z",
          "1970-01-01",
          "1970-01-01Z",
          "1970-01-01T00:00:00",
          "1970-01-01T00:00:00Z");
  private static final Pattern ZERO = Pattern.compile("[+-]?0+(\\.0*)?(E[+-]?[0-9]+)?");
  private static final String DECIMAL = "io.debezium.data.VariableScaleDecimal";

  private Filler() {}

  static boolean is(@Nullable Object raw, Schema schema) {
    return raw == null || Objects.deepEquals(raw, schema.defaultValue()) || isZero(raw);
  }

  private static boolean isZero(Object raw) {
    if (raw instanceof String text) {
      return TEXTS.contains(text) || ZERO.matcher(text).matches();
    }
    if (raw instanceof BigDecimal number) {
      return number.signum() == 0;
    }
    if (raw instanceof Number number) {
      return number.doubleValue() == 0;
    }
    if (raw instanceof Boolean truth) {
      return !truth;
    }
    if (raw instanceof Date time) {
      return time.toInstant().equals(Instant.EPOCH);
    }
    if (raw instanceof Collection<?> items) {
      return items.isEmpty();
    }
    if (raw instanceof Map<?, ?> members) {
      return members.isEmpty();
    }
    if (raw instanceof byte[] || raw instanceof ByteBuffer) {
      return allZero(ColumnReaders.bytes(raw));
    }
    if (raw instanceof Struct struct && DECIMAL.equals(struct.schema().name())) {
      return struct.get("value") instanceof byte[] unscaled && allZero(unscaled);
    }
    // Of the other structures (points, geometries) the zero has no simple form.
    return true;
  }

  private static boolean allZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
