package io.headwater.capture.normalize;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Turns Debezium's MariaDB and MySQL records (Connect format) into the standard form.
 *
 * <p>Total: no record makes it throw. Not thread-safe; it keeps a reader per table schema. {@code
 * last} of a transaction mark is always false here, because only the capture stage knows it. Rows
 * before a change are complete: the server logs them in full. The table of values is in {@code
 * docs/change-event.md}.
 */
public final class BinlogNormalizer {

  private static final String ENGINE = "debezium";
  private static final String ENVELOPE = ".Envelope";

  private final String kind;
  private final String source;
  private final ColumnReaders columns = ColumnReaders.ofOtherDatabases(BinlogValues::reader);
  // Nothing is left out of a row that is logged in full, so no value may be taken for a filler.
  private final Placeholder placeholder = new Placeholder("headwater-" + UUID.randomUUID());
  private final MaskedRecord masked;
  private final EngineRows rows;
  private final EngineRefusals refusals;

  /**
   * Creates a normalizer for one source.
   *
   * @param kind the database as its vendor writes it
   * @param source the source's name in the configuration
   * @param masking what nothing that leaves the normalizer shows: neither events nor what it
   *     refuses
   */
  public BinlogNormalizer(String kind, String source, Masking masking) {
    this.kind = kind;
    this.source = source;
    this.masked = new MaskedRecord(masking, columns, placeholder);
    this.rows = new EngineRows(columns, masking, placeholder);
    this.refusals = new EngineRefusals(source);
  }

  /** The record in the standard form, or why there is none. */
  public Normalization normalize(SourceRecord engineRecord) {
    try {
      return classify(engineRecord);
    } catch (UnreadableValueException e) {
      return new Normalization.Refused(RefusalCause.UNREADABLE_VALUE, e.reason());
    } catch (RuntimeException e) {
      // The message may quote a value, the class never does.
      return new Normalization.Refused(
          "the record of topic '%s' has an unexpected structure (%s); report it with the engine's version"
              .formatted(engineRecord.topic(), e.getClass().getName()));
    }
  }

  /** The refused record as the quarantine keeps it: masked as its row would have been. */
  public QuarantineRecord quarantine(SourceRecord refused, Normalization.Refused why, Instant now) {
    String position = from(refused).map(BinlogNormalizer::position).orElse("unknown");
    return refusals.of(masked.of(refused), why, rows.subject(refused), position, now);
  }

  /** The global id of the record's transaction, when it has one. */
  public Optional<String> gtid(SourceRecord engineRecord) {
    return from(engineRecord).flatMap(from -> Optional.ofNullable(from.getString("gtid")));
  }

  private Normalization classify(SourceRecord engineRecord) {
    if (engineRecord.value() == null) {
      return new Normalization.Skipped("tombstone");
    }
    if (EngineRecords.isTransactionBoundary(engineRecord)) {
      return new Normalization.Skipped("transaction boundary");
    }
    if (EngineRecords.isNotification(engineRecord)) {
      return new Normalization.Skipped("notification");
    }
    Struct value = (Struct) engineRecord.value();
    if (EngineRecords.isHeartbeat(engineRecord)) {
      return heartbeat(engineRecord, value);
    }
    String schemaName = value.schema().name() == null ? "" : value.schema().name();
    if (schemaName.endsWith("SchemaChangeValue")) {
      return new Normalization.Skipped("schema change");
    }
    if (schemaName.endsWith(ENVELOPE)) {
      return change(engineRecord, value);
    }
    return new Normalization.Refused(
        "a record of schema '%s' on topic '%s' is no row change"
            .formatted(schemaName, engineRecord.topic()));
  }

  private Normalization heartbeat(SourceRecord engineRecord, Struct value) {
    if (engineRecord.sourceOffset() == null
        || !(engineRecord.sourceOffset().get("file") instanceof String file)
        || file.isEmpty()) {
      return new Normalization.Skipped("heartbeat before the first position");
    }
    Instant time = EngineRecords.time(value, "ts_ms").orElse(Instant.EPOCH);
    return new Normalization.Control(
        new ControlRecord.Heartbeat(
            source, time, file + ":" + engineRecord.sourceOffset().get("pos")));
  }

  private Normalization change(SourceRecord engineRecord, Struct value) {
    String operation = value.getString("op");
    return switch (operation == null ? "" : operation) {
      case "c", "r" -> rowChange(engineRecord, value, ChangeType.CREATE);
      case "u" -> rowChange(engineRecord, value, ChangeType.UPDATE);
      case "d" -> rowChange(engineRecord, value, ChangeType.DELETE);
      case "t" -> {
        Struct from = value.getStruct("source");
        yield new Normalization.Control(
            new ControlRecord.Truncated(
                source, timestamp(value, from), position(from), table(from), transaction(value)));
      }
      default ->
          new Normalization.Refused(
              RefusalCause.UNKNOWN_OPERATION,
              "the operation of the record is unknown to Headwater");
    };
  }

  private Normalization rowChange(SourceRecord engineRecord, Struct value, ChangeType type) {
    Struct from = value.getStruct("source");
    TableName table = table(from);
    Optional<Value.Obj> after = image(value, "after", table);
    if (type != ChangeType.DELETE && after.isEmpty()) {
      return new Normalization.Refused(
          RefusalCause.MISSING_ROW, "the %s of %s has no row".formatted(type, table));
    }
    boolean snapshot = "r".equals(value.getString("op"));
    return new Normalization.Normalized(
        new ChangeEvent(
            timestamp(value, from),
            type,
            rows.key(engineRecord, table),
            image(value, "before", table),
            after,
            new Origin(source, kind, from.getString("db"), table, position(from)),
            snapshot ? Optional.empty() : transaction(value),
            snapshot,
            new EngineVersion(ENGINE, from.getString("connector"), from.getString("version"))));
  }

  private Optional<Value.Obj> image(Struct value, String field, TableName table) {
    Struct row = value.getStruct(field);
    return row == null ? Optional.empty() : Optional.of(rows.read(row, table).columns());
  }

  private static Instant timestamp(Struct value, Struct from) {
    Long millis = from.getInt64("ts_ms");
    return Instant.ofEpochMilli(millis == null ? value.getInt64("ts_ms") : millis);
  }

  private static Optional<Struct> from(SourceRecord engineRecord) {
    return engineRecord.value() instanceof Struct value
            && value.schema().field("source") != null
            && value.get("source") instanceof Struct from
        ? Optional.of(from)
        : Optional.empty();
  }

  /** The file of the log and where the event stands in it. */
  private static String position(Struct from) {
    return from.getString("file") + ":" + from.getInt64("pos");
  }

  private static TableName table(Struct from) {
    return new TableName(from.getString("db"), from.getString("table"));
  }

  private static Optional<TransactionMark> transaction(Struct value) {
    Struct block =
        value.schema().field("transaction") == null ? null : value.getStruct("transaction");
    return block == null
        ? Optional.empty()
        : Optional.of(
            new TransactionMark(block.getString("id"), block.getInt64("total_order") - 1, false));
  }
}
