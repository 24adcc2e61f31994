package io.headwater.capture.normalize;

import io.headwater.core.json.Value;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/** What the values of MariaDB and MySQL need beyond {@link ColumnReaders}. */
final class BinlogValues {

  private BinlogValues() {}

  /** The reader of such a value; empty where the common one fits. */
  static Optional<ValueReader> reader(Schema schema) {
    String name = schema.name() == null ? "" : schema.name();
    return switch (name) {
      case "io.debezium.time.ZonedTimestamp" -> Optional.of(BinlogValues::instant);
      case "io.debezium.time.Year" -> Optional.of(BinlogValues::year);
      case "io.debezium.data.Enum" -> Optional.of(BinlogValues::label);
      default -> Optional.empty();
    };
  }

  // The log gives as many digits as the column has, a snapshot as many as are needed.
  private static Value instant(Object raw) {
    Instant instant = OffsetDateTime.parse((String) raw).toInstant();
    return Value.of(TemporalText.connectTimestamp(instant) + "Z");
  }

  // The log counts years from 1900 and has 0 for the year 0000; no column can hold 1900.
  private static Value year(Object raw) {
    long year = ((Number) raw).longValue();
    return Value.of(year == 1900 ? 0 : year);
  }

  // The engine's list of labels is separated by commas, so it escapes them, and leaves it at that.
  private static Value label(Object raw) {
    return Value.of(((String) raw).replace("\\,", ","));
  }
}
