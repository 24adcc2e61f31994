package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.raw.RawInstants;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the flattened rows of one topic, and the tombstones between them. Not thread-safe.
 *
 * @see <a
 *     href="https://debezium.io/documentation/reference/stable/transformations/event-flattening.html">Event
 *     flattening</a>
 */
final class FlatRows {

  private static final String UNKNOWN = "unknown";

  /** How the rows of MongoDB's connector name their key; in the record's key it is {@code id}. */
  private static final String ID = MongoChanges.ID;

  private final DebeziumSettings settings;
  private final Optional<TableName> configured;
  private final JsonPlaceholder placeholder;
  private final RecordKey keys;
  private final TableTypes types;

  FlatRows(
      DebeziumSettings settings,
      String topic,
      JsonPlaceholder placeholder,
      RecordKey keys,
      TableTypes types) {
    this.settings = settings;
    this.configured = Optional.ofNullable(settings.tables().get(topic));
    this.placeholder = placeholder;
    this.keys = keys;
    this.types = types;
  }

  /** Whether the topic is known to have flattened rows, by the table that is configured for it. */
  boolean isConfigured() {
    return configured.isPresent();
  }

  /** On a topic of flattened rows it is a delete; behind an envelope it only serves compaction. */
  Normalization tombstone(RawRecord raw) throws IOException {
    if (configured.isEmpty() || raw.key().isEmpty()) {
      return new Normalization.Skipped("tombstone");
    }
    TableName table = configured.get();
    Value.Obj key = keys.of(table, keys.read(raw.key(), table, false), Value.Obj.empty());
    if (key.size() == 0) {
      throw withoutKey(table);
    }
    return new Normalization.Normalized(
        new ChangeEvent(
            raw.timestamp(),
            ChangeType.DELETE,
            key,
            Optional.empty(),
            Optional.empty(),
            new Origin(settings.source(), UNKNOWN, UNKNOWN, table, raw.position()),
            Optional.empty(),
            false,
            engine(UNKNOWN, UNKNOWN)));
  }

  /** A row, with its schema part and whether a placeholder may be in it. */
  Normalization read(RawRecord raw, Value.Obj payload, SchemaPart part, boolean isSuspicious)
      throws IOException {
    FlatRow row = FlatRow.of(payload, settings.addedFieldsPrefix());
    TableName table = table(raw, row);
    String connector = row.field("connector").orElse(UNKNOWN);
    boolean isPostgres = connector.equals(Origins.POSTGRES);
    KnownColumns known = KnownColumns.of(row.columns(), placeholder, isSuspicious);
    Value.Obj columns = types.of(table, part, part.flat(), isPostgres).read(known.columns());
    Value.Obj told = keys.read(raw.key(), table, isPostgres);
    boolean isDocument = isDocument(connector, told, columns);
    Value.Obj key = keys.of(table, isDocument ? id(told, columns) : told, columns);
    ChangeType type = type(row, known, isDocument);
    if (type == ChangeType.DELETE && key.size() == 0) {
      throw withoutKey(table);
    }
    SourceBlock source = row.source();
    return new Normalization.Normalized(
        new ChangeEvent(
            time(raw, row, source),
            type,
            key,
            type == ChangeType.DELETE ? before(known, columns, key, connector) : Optional.empty(),
            type == ChangeType.DELETE ? Optional.empty() : Optional.of(whole(row, columns)),
            new Origin(
                settings.source(),
                Origins.kind(connector),
                row.field("db").orElse(UNKNOWN),
                table,
                Origins.position(source, raw)),
            mark(row),
            operation(row).equals("r"),
            engine(connector, row.field("version").orElse(UNKNOWN))));
  }

  private TableName table(RawRecord raw, FlatRow row) {
    return configured
        .or(() -> told(row))
        .orElseThrow(
            () ->
                new RefusedRecordException(
                    "the flattened row does not tell its table; mend: name the table of topic '%s' in the source's 'tables', or add the fields db, schema and table (add.fields=op,db,schema,table)"
                        .formatted(raw.topic())));
  }

  private static Optional<TableName> told(FlatRow row) {
    Optional<String> schema = row.field("schema").or(() -> row.field("db"));
    Optional<String> table = row.field("table").or(() -> row.field("collection"));
    return schema.flatMap(name -> table.map(named -> new TableName(name, named)));
  }

  private static boolean isDocument(String connector, Value.Obj key, Value.Obj columns) {
    return connector.equals(Origins.MONGO)
        || (key.size() == 1
            && key.nameAt(0).equals("id")
            && columns.members().containsKey(ID)
            && !columns.members().containsKey("id"));
  }

  private static Value.Obj id(Value.Obj key, Value.Obj columns) {
    return columns
        .member(ID)
        .map(id -> new ObjectBuilder().add(ID, id).build())
        .orElseGet(() -> MongoChanges.key(key));
  }

  private static String operation(FlatRow row) {
    return row.field("op").orElse("");
  }

  private static ChangeType type(FlatRow row, KnownColumns known, boolean isDocument) {
    if (operation(row).equals("d") || row.field("deleted").filter("true"::equals).isPresent()) {
      return ChangeType.DELETE;
    }
    if (!known.unknown().isEmpty()) {
      return ChangeType.UPDATE;
    }
    // What an update has removed from a document is not in it: if it is not told, the row is new.
    return operation(row).equals("u") && (!isDocument || row.removed().isPresent())
        ? ChangeType.UPDATE
        : ChangeType.CREATE;
  }

  private static Value.Obj whole(FlatRow row, Value.Obj columns) {
    return row.removed().map(removed -> MongoChanges.without(columns, removed)).orElse(columns);
  }

  /** What a deleted row surely had; one that may be PostgreSQL's may have fillers. */
  private static Optional<Value.Obj> before(
      KnownColumns known, Value.Obj columns, Value.Obj key, String connector) {
    Value.Obj logged =
        connector.equals(Origins.POSTGRES) || connector.equals(UNKNOWN)
            ? BeforeRow.logged(known.columns(), key.members().keySet(), Map.of())
            : known.columns();
    return logged.size() == 0
        ? Optional.empty()
        : RecordKey.selected(logged.members().keySet(), columns);
  }

  private static Optional<TransactionMark> mark(FlatRow row) {
    Optional<String> order = row.field("transaction_total_order");
    return row.field("transaction_id")
        .flatMap(id -> order.map(text -> new TransactionMark(id, TopicRecords.index(text), false)));
  }

  private static Instant time(RawRecord raw, FlatRow row, SourceBlock source) {
    Optional<Instant> told = source.time();
    if (told.isPresent()) {
      return RawInstants.ofMillis(told.get().toEpochMilli(), "ts_ms");
    }
    try {
      return RawInstants.ofMillis(
          row.field("ts_ms").map(Long::parseLong).orElseGet(() -> raw.timestamp().toEpochMilli()),
          "ts_ms");
    } catch (NumberFormatException e) {
      throw new RefusedRecordException("the added field 'ts_ms' is no 64-bit integer");
    }
  }

  private static EngineVersion engine(String connector, String version) {
    return new EngineVersion("debezium", connector, version);
  }

  private static RefusedRecordException withoutKey(TableName table) {
    return new RefusedRecordException(
        "the key of a deleted row of %s is not told; mend: name the table's key columns in the source's 'tables'"
            .formatted(table));
  }
}
