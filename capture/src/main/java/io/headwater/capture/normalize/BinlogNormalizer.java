package io.headwater.capture.normalize;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.Tries;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.connect.data.Schema;
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
  private static final String STAGE = "normalize";
  private static final String ENVELOPE = ".Envelope";

  /** Schemas replaced by later versions of their tables are forgotten after so many. */
  private static final int MAX_CACHED_SCHEMAS = 4_096;

  private final String kind;
  private final String source;
  private final Masking masking;
  private final ColumnReaders columns = ColumnReaders.ofOtherDatabases(BinlogValues::reader);
  // Nothing is left out of a row that is logged in full, so no value may be taken for a filler.
  private final Placeholder placeholder = new Placeholder("headwater-" + UUID.randomUUID());
  private final MaskedRecord masked;
  private final RecordPayload payload = new RecordPayload();
  private final IdentityHashMap<Schema, RowReader> readers = new IdentityHashMap<>();

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
    this.masking = masking;
    this.masked = new MaskedRecord(masking, columns, placeholder);
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
    MaskedRecord.Kept kept = masked.of(refused);
    RecordPayload.Rendered rendered = payload.of(kept.shown());
    RefusedInput input =
        RefusedInput.of(PayloadForm.CONNECT_JSON)
            .withExtent(rendered.extent(kept.extent()))
            .withIdentity(RecordIdentity.of(kept.shown()));
    return new QuarantineRecord(
        source,
        STAGE,
        why.cause(),
        subject(refused),
        why.reason(),
        from(refused).map(BinlogNormalizer::position).orElse("unknown"),
        now,
        rendered.value(),
        rendered.key().map(input::withKey).orElse(input),
        Tries.firstAt(now));
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
            key(engineRecord, table),
            image(value, "before", table),
            after,
            new Origin(source, kind, from.getString("db"), table, position(from)),
            snapshot ? Optional.empty() : transaction(value),
            snapshot,
            new EngineVersion(ENGINE, from.getString("connector"), from.getString("version"))));
  }

  private Value.Obj key(SourceRecord engineRecord, TableName table) {
    return engineRecord.key() instanceof Struct struct
        ? reader(struct.schema(), table).read(struct).columns()
        : Value.Obj.empty();
  }

  private Optional<Value.Obj> image(Struct value, String field, TableName table) {
    Struct row = value.getStruct(field);
    return row == null
        ? Optional.empty()
        : Optional.of(reader(row.schema(), table).read(row).columns());
  }

  private RowReader reader(Schema schema, TableName table) {
    RowReader known = readers.get(schema);
    if (known != null && known.isOf(table)) {
      return known;
    }
    if (readers.size() >= MAX_CACHED_SCHEMAS) {
      readers.clear();
    }
    RowReader created = new RowReader(table, schema, columns, masking.of(table), placeholder);
    readers.put(schema, created);
    return created;
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

  private String subject(SourceRecord refused) {
    Optional<TableName> table = EngineRecords.table(refused);
    if (table.isEmpty()) {
      // Without the table nobody can tell which columns of the key are masked.
      return String.valueOf(refused.topic());
    }
    try {
      return table.get() + " " + key(refused, table.get()).toJson();
    } catch (RuntimeException unreadableKey) {
      return table.get().toString();
    }
  }
}
