package io.headwater.capture.normalize;

import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** The kinds of records that the engine mixes with row changes, and their parts. */
public final class EngineRecords {

  private static final String HEARTBEAT = "io.debezium.connector.common.Heartbeat";
  private static final String TRANSACTION = "io.debezium.connector.common.TransactionMetadataValue";
  private static final String NOTIFICATION = "io.debezium.connector.common.Notification";

  private EngineRecords() {}

  /** Whether the record only says that the engine is alive. */
  public static boolean isHeartbeat(SourceRecord engineRecord) {
    return HEARTBEAT.equals(valueSchema(engineRecord));
  }

  /** Whether the record is the BEGIN or END of a source transaction. */
  public static boolean isTransactionBoundary(SourceRecord engineRecord) {
    return TRANSACTION.equals(valueSchema(engineRecord));
  }

  /** Whether the record is a notification of the engine about itself. */
  public static boolean isNotification(SourceRecord engineRecord) {
    return NOTIFICATION.equals(valueSchema(engineRecord));
  }

  /** The source's transaction id, without the position that the engine adds to it. */
  public static String transactionId(String engineId) {
    int colon = engineId.indexOf(':');
    return colon < 0 ? engineId : engineId.substring(0, colon);
  }

  /** A notification or heartbeat's own time. */
  public static Optional<Instant> time(Struct value, String field) {
    Schema schema = value.schema();
    if (schema.field(field) == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(value.getInt64(field)).map(Instant::ofEpochMilli);
  }

  /** The position up to which the engine has come with this record, when it says so. */
  public static Optional<LogPosition> position(SourceRecord engineRecord) {
    Object lsn =
        engineRecord.sourceOffset() == null ? null : engineRecord.sourceOffset().get("lsn");
    return lsn instanceof Number number
        ? Optional.of(new LogPosition(number.longValue()))
        : Optional.empty();
  }

  /** The table that a row change is of, when the record says so. */
  static Optional<TableName> table(SourceRecord engineRecord) {
    if (!(engineRecord.value() instanceof Struct value)
        || value.schema().field("source") == null
        || !(value.get("source") instanceof Struct from)
        || from.schema().field("table") == null
        // Databases without schemas have a database instead.
        || !(from.get(from.schema().field("schema") == null ? "db" : "schema")
            instanceof String schema)
        || !(from.get("table") instanceof String table)) {
      return Optional.empty();
    }
    return Optional.of(new TableName(schema, table));
  }

  private static String valueSchema(SourceRecord engineRecord) {
    Schema schema = engineRecord.valueSchema();
    return schema == null || schema.name() == null ? "" : schema.name();
  }
}
