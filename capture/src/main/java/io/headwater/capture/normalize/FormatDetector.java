package io.headwater.capture.normalize;

import io.headwater.core.normalize.RawFormat;
import io.headwater.core.normalize.RawRecord;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the format of a raw record from the members it has.
 *
 * <p>Total and bounded: it looks at the first {@value RecordOutline#MAX_BYTES} bytes and no deeper
 * than {@value RecordOutline#MAX_LEVELS} levels. It tells what wrote a record, not whether the
 * record is sound: what is broken further on is its normalizer's to refuse. Thread-safe.
 */
public final class FormatDetector {

  private static final Set<String> MAXWELL_TYPES =
      Set.of(
          "insert",
          "update",
          "delete",
          "bootstrap-start",
          "bootstrap-insert",
          "bootstrap-complete",
          "table-create",
          "table-alter",
          "table-drop",
          "database-create",
          "database-alter",
          "database-drop");

  private static final Set<String> TRANSACTION_STATUS = Set.of("BEGIN", "END");

  /** How fields that Debezium adds to a flattened row begin, unless configured otherwise. */
  private static final String ADDED_FIELD = "__";

  /** How attributes begin that Debezium adds to a CloudEvent. */
  private static final String CLOUD_EVENT_ATTRIBUTE = "iodebezium";

  private FormatDetector() {}

  /**
   * The record's format; empty when its members do not tell: a tombstone, something else than JSON,
   * or a flattened row without any {@code __} field, whose format must be configured.
   */
  public static Optional<RawFormat> detect(RawRecord raw) {
    return raw.value().flatMap(value -> format(RecordOutline.of(value)));
  }

  /** The formats with the most telling members first. */
  private static Optional<RawFormat> format(RecordOutline outline) {
    if (isDms(outline)) {
      return Optional.of(RawFormat.AWS_DMS);
    }
    if (outline.has("source_metadata")
        && (outline.has("read_method") || outline.has("stream_name"))) {
      return Optional.of(RawFormat.GCP_DATASTREAM);
    }
    if (isDynamo(outline, "") || isDynamo(outline, "Records.") || isOfKinesis(outline)) {
      return Optional.of(RawFormat.DYNAMODB_STREAMS);
    }
    if (isMaxwell(outline)) {
      return Optional.of(RawFormat.MAXWELL);
    }
    return isDebezium(outline, "")
            || (outline.has("schema") && outline.has("payload"))
            || isDebezium(outline, "payload.")
            || outline.has("schema.fields")
        ? Optional.of(RawFormat.DEBEZIUM_JSON)
        : Optional.empty();
  }

  private static boolean isDms(RecordOutline outline) {
    return outline.has("metadata.record-type")
        || (outline.has("metadata.operation") && outline.has("metadata.table-name"));
  }

  private static boolean isDynamo(RecordOutline outline, String at) {
    return outline.has(at + "dynamodb")
        && (outline.has(at + "eventName")
            || outline.has(at + "eventID")
            || outline.has(at + "eventSource"));
  }

  /** Base64 within what Kinesis wraps around it, which no other format is read from. */
  private static boolean isOfKinesis(RecordOutline outline) {
    return outline.has("Records.kinesis")
        || (outline.has("kinesisSchemaVersion") && outline.has("data"));
  }

  private static boolean isMaxwell(RecordOutline outline) {
    return (outline.has("database")
            && outline.text("type").filter(MAXWELL_TYPES::contains).isPresent()
            && (outline.has("ts") || outline.has("data") || outline.has("sql")))
        // All of a row that Maxwell has encrypted.
        || (outline.has("encrypted.iv") && outline.has("encrypted.bytes"));
  }

  private static boolean isDebezium(RecordOutline outline, String at) {
    boolean isEnvelope =
        outline.has(at + "op")
            && (outline.has(at + "source")
                || outline.has(at + "before")
                || outline.has(at + "after"));
    boolean isTransaction =
        outline.has(at + "id")
            && outline.text(at + "status").filter(TRANSACTION_STATUS::contains).isPresent();
    boolean isSchemaChange =
        outline.has(at + "source")
            && (outline.has(at + "ddl")
                || outline.has(at + "tableChanges")
                || outline.has(at + "databaseName"));
    boolean isHeartbeat = outline.has(at + "ts_ms") && outline.count(at) == 1;
    boolean isNotification =
        outline.has(at + "aggregate_type") && outline.has(at + "additional_data");
    // No format that is read, but the reason says so better.
    boolean isCloudEvent =
        outline.has(at + "specversion") && outline.hasAny(at, CLOUD_EVENT_ATTRIBUTE);
    return isEnvelope
        || isNotification
        || isCloudEvent
        || isTransaction
        || isSchemaChange
        || isHeartbeat
        || outline.hasAny(at, ADDED_FIELD);
  }
}
