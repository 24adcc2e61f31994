package io.headwater.capture.normalize;

import io.headwater.core.json.Value;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/** What the values of MariaDB and MySQL need beyond {@link ColumnReaders}. */
final class BinlogValues {

  private BinlogValues() {}

  /** The reader of such a value; empty where the common one fits. */
  static Optional<ValueReader> reader(Schema schema) {
    String name = schema.name() == null ? "" : schema.name();
    if (name.equals("io.debezium.time.MicroTime")) {
      return Optional.of(raw -> Value.of(TemporalText.elapsedMicros(((Number) raw).longValue())));
    }
    if (schema.type() == Schema.Type.BYTES && name.isEmpty()) {
      return Optional.of(
          raw -> Value.of(Base64.getEncoder().encodeToString(ColumnReaders.bytes(raw))));
    }
    return Optional.empty();
  }

  /** The type in the database, as it is declared; empty when the schema does not tell. */
  static String declaredType(Schema schema) {
    Map<String, String> parameters = schema.parameters();
    return parameters == null ? "" : parameters.getOrDefault(ColumnReaders.SOURCE_TYPE, "");
  }
}
