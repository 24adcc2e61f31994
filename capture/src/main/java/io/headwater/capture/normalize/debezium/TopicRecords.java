package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.ColumnReaders;
import io.headwater.capture.normalize.raw.RawInstants;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;

/**
 * Reads the records of one topic. Keeps the schema part of the record before; the outcomes do not
 * depend on it. Not thread-safe.
 */
final class TopicRecords {

  private static final String POSTGRES = "postgresql";
  private static final String MONGO = "mongodb";

  /** Schema parts that are not the same letter by letter are forgotten after so many. */
  private static final int MAX_KNOWN = 256;

  private final DebeziumSettings settings;
  private final String topic;
  private final JsonPlaceholder placeholder;
  private final RecordSchema part = new RecordSchema();
  private final Payload payload;
  private final RecordKey keys;
  private final Origins origins;
  private final ColumnReaders postgres = new ColumnReaders(Set.of());
  private final ColumnReaders others = ColumnReaders.ofOtherDatabases();
  private final IdentityHashMap<SchemaPart, RowTypes> types = new IdentityHashMap<>();
  private final Map<TableName, RowTypes> configured = new HashMap<>();

  TopicRecords(DebeziumSettings settings, String topic) {
    this.settings = settings;
    this.topic = topic;
    this.placeholder = new JsonPlaceholder(settings.placeholder());
    this.payload = new Payload(placeholder);
    this.keys = new RecordKey(placeholder);
    this.origins = new Origins(settings.source());
  }

  List<Normalization> read(RawRecord raw) throws IOException {
    if (raw.value().isEmpty()) {
      return List.of(tombstone(raw));
    }
    byte[] utf8 = raw.value().get().array();
    part.read(utf8);
    payload.read(utf8, part.start(), part.end());
    return List.of(payload.isEnvelope() ? envelope(raw) : other(raw));
  }

  /** On a topic of flattened rows it is a delete; behind an envelope it only serves compaction. */
  private Normalization tombstone(RawRecord raw) throws IOException {
    Optional<TableName> table = Optional.ofNullable(settings.tables().get(topic));
    if (table.isEmpty() || raw.key().isEmpty()) {
      return new Normalization.Skipped("tombstone");
    }
    Value.Obj key = keys.read(raw.key(), keyColumns(table.get()), others, false);
    if (key.size() == 0) {
      throw new RefusedRecordException(
          "the key of a deleted row of %s does not tell its columns; mend: name the table's key columns in the source's 'tables'"
              .formatted(table.get()));
    }
    return new Normalization.Normalized(
        new ChangeEvent(
            raw.timestamp(),
            ChangeType.DELETE,
            key,
            Optional.empty(),
            Optional.empty(),
            new Origin(settings.source(), "unknown", "unknown", table.get(), raw.position()),
            Optional.empty(),
            false,
            new EngineVersion("debezium", "unknown", "unknown")));
  }

  private Normalization envelope(RawRecord raw) throws IOException {
    return switch (payload.operation()) {
      case "c", "r" -> change(raw, ChangeType.CREATE);
      case "u" -> change(raw, ChangeType.UPDATE);
      case "d" -> change(raw, ChangeType.DELETE);
      case "t" -> truncated(raw);
      case "m" -> new Normalization.Skipped("logical message");
      default -> new Normalization.Refused("the operation of the record is unknown to Headwater");
    };
  }

  private Normalization truncated(RawRecord raw) {
    Origin origin = origins.origin(payload.source(), raw);
    return new Normalization.Control(
        new ControlRecord.Truncated(
            settings.source(), time(raw), origin.position(), origin.table(), mark()));
  }

  private Normalization change(RawRecord raw, ChangeType type) throws IOException {
    SourceBlock from = payload.source();
    String connector = from.text(Fact.CONNECTOR);
    boolean isPostgres = connector.equals(POSTGRES);
    boolean isMongo = connector.equals(MONGO);
    Origin origin = origins.origin(from, raw);
    RowTypes rows = types(origin.table(), part.schema().rows(), isPostgres);
    Value.Obj key =
        keys.read(
            raw.key(), keyColumns(origin.table()), isPostgres ? postgres : others, isPostgres);
    key = isMongo ? MongoChanges.key(key) : key;
    Optional<Value.Obj> before = before(key, rows, isPostgres, isMongo);
    Optional<Value.Obj> after =
        type == ChangeType.DELETE ? Optional.empty() : after(type, key, rows, before);
    if (key.size() == 0) {
      key = keyOf(origin.table(), after.or(() -> before).orElse(Value.Obj.empty()));
    }
    if (type == ChangeType.DELETE && key.size() == 0 && before.isEmpty()) {
      throw new RefusedRecordException(
          "the delete tells no column of its row; mend: give the table a primary key, or log whole rows");
    }
    boolean snapshot = isSnapshot();
    return new Normalization.Normalized(
        new ChangeEvent(
            time(raw),
            type,
            key,
            before,
            after,
            origin,
            snapshot ? Optional.empty() : mark(),
            snapshot,
            origins.engine(from)),
        // Rows without a key may share a place in the log, and each of them counts.
        key.size() == 0 ? Optional.empty() : Origins.identity(from, payload.operation(), order()));
  }

  private Optional<Value.Obj> before(
      Value.Obj key, RowTypes rows, boolean isPostgres, boolean isMongo) {
    if (isMongo) {
      return MongoChanges.document(payload.before());
    }
    Optional<Value.Obj> image = image(payload.before(), "before");
    if (image.isEmpty()) {
      return image;
    }
    Value.Obj known = payload.isSuspicious() ? known(image.get()).columns() : image.get();
    Value.Obj logged =
        isPostgres
            ? BeforeRow.logged(known, key.members().keySet(), part.schema().defaults())
            : known;
    return logged.size() == 0 ? Optional.empty() : Optional.of(rows.read(logged));
  }

  private Optional<Value.Obj> after(
      ChangeType type, Value.Obj key, RowTypes rows, Optional<Value.Obj> before) {
    if (payload.source().text(Fact.CONNECTOR).equals(MONGO)) {
      Optional<Value.Obj> document = MongoChanges.document(payload.after());
      return document.isPresent() || type == ChangeType.CREATE
          ? Optional.of(document.orElseThrow(() -> withoutRow(type)))
          : Optional.of(MongoChanges.changed(payload.updateDescription(), key));
    }
    Value.Obj row = image(payload.after(), "after").orElseThrow(() -> withoutRow(type));
    if (!payload.isSuspicious()) {
      return Optional.of(rows.read(row));
    }
    Known known = known(row);
    ObjectBuilder unchanged = new ObjectBuilder(known.unknown().size());
    for (String column : known.unknown()) {
      before
          .flatMap(image -> image.member(column))
          .ifPresent(value -> unchanged.add(column, value));
    }
    return Optional.of(rows.read(known.columns()).with(unchanged.build()));
  }

  private static RefusedRecordException withoutRow(ChangeType type) {
    return new RefusedRecordException("the %s has no row".formatted(type));
  }

  private static Optional<Value.Obj> image(Value value, String name) {
    if (value instanceof Value.Obj row) {
      return Optional.of(row);
    }
    if (value.isNull()) {
      return Optional.empty();
    }
    throw new RefusedRecordException("'%s' is no row".formatted(name));
  }

  private record Known(Value.Obj columns, List<String> unknown) {}

  /** The row without what the source did not log. */
  private Known known(Value.Obj row) {
    ObjectBuilder columns = new ObjectBuilder(row.size());
    List<String> unknown = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      if (placeholder.is(row.valueAt(i))) {
        unknown.add(row.nameAt(i));
      } else {
        columns.add(row.nameAt(i), row.valueAt(i));
      }
    }
    return new Known(columns.build(), unknown);
  }

  private boolean isSnapshot() {
    String snapshot = payload.source().text(Fact.SNAPSHOT);
    return payload.operation().equals("r") || !(snapshot.isEmpty() || snapshot.equals("false"));
  }

  private Instant time(RawRecord raw) {
    Instant told = payload.source().time().orElse(raw.timestamp());
    return RawInstants.ofMillis(told.toEpochMilli(), "ts_ms");
  }

  private Optional<TransactionMark> mark() {
    if (payload.transaction() instanceof Value.Obj block
        && block.members().get("id") instanceof Value.Text id
        && block.members().get("total_order") instanceof Value.Num order) {
      return Optional.of(new TransactionMark(id.value(), number(order) - 1, false));
    }
    return Optional.empty();
  }

  private String order() {
    return payload.transaction() instanceof Value.Obj block
            && block.members().get("total_order") instanceof Value.Num order
        ? order.literal()
        : "";
  }

  private static long number(Value.Num number) {
    try {
      return Long.parseLong(number.literal());
    } catch (NumberFormatException e) {
      throw new RefusedRecordException("'total_order' is no 64-bit integer");
    }
  }

  private List<String> keyColumns(TableName table) {
    return settings.keys().getOrDefault(table, List.of());
  }

  /** The configured key columns of a row whose record has no key. */
  private Value.Obj keyOf(TableName table, Value.Obj row) {
    ObjectBuilder key = new ObjectBuilder();
    for (String column : keyColumns(table)) {
      row.member(column).ifPresent(value -> key.add(column, value));
    }
    return key.build();
  }

  private RowTypes types(TableName table, Optional<Schema> schema, boolean isPostgres) {
    if (schema.isEmpty()) {
      return settings.types().isEmpty()
          ? RowTypes.NONE
          : configured.computeIfAbsent(
              table, absent -> RowTypes.of(settings.types().getOrDefault(table, Map.of()), others));
    }
    if (types.size() >= MAX_KNOWN) {
      types.clear();
    }
    return types.computeIfAbsent(
        part.schema(),
        absent -> RowTypes.of(schema.get(), isPostgres ? postgres : others, isPostgres));
  }

  /** What is no envelope: a record between changes, or a flattened row. */
  private Normalization other(RawRecord raw) throws IOException {
    if (!(payload.other() instanceof Value.Obj object)) {
      return payload.other().isNull()
          ? tombstone(raw)
          : new Normalization.Refused("the value is no JSON object");
    }
    if (DebeziumTransactions.read(raw).isPresent()) {
      return new Normalization.Skipped("transaction boundary");
    }
    boolean hasSource = object.members().containsKey("source");
    if (hasSource
        && (object.members().containsKey("ddl")
            || object.members().containsKey("tableChanges")
            || object.members().containsKey("databaseName"))) {
      return new Normalization.Skipped("schema change");
    }
    if (object.size() == 1 && object.members().containsKey("ts_ms")) {
      return new Normalization.Skipped("heartbeat");
    }
    if (object.members().containsKey("aggregate_type")
        && object.members().containsKey("additional_data")) {
      return new Normalization.Skipped("notification");
    }
    if (hasSource && object.members().containsKey("op")) {
      return new Normalization.Refused(
          "the record is no envelope that Debezium writes: its source block names no connector, or its operation is none");
    }
    return flat(raw, object);
  }

  private Normalization flat(RawRecord raw, Value.Obj object) throws IOException {
    FlatRow row = FlatRow.of(object, settings.addedFieldsPrefix());
    TableName table =
        Optional.ofNullable(settings.tables().get(topic))
            .or(() -> told(row))
            .orElseThrow(
                () ->
                    new RefusedRecordException(
                        "the flattened row does not tell its table; mend: name the table of topic '%s' in the source's 'tables', or add the fields db, schema and table (add.fields=op,db,schema,table)"
                            .formatted(topic)));
    String connector = row.field("connector").orElse("unknown");
    boolean isPostgres = connector.equals(POSTGRES);
    RowTypes rows = types(table, part.schema().flat(), isPostgres);
    Known known =
        payload.isSuspicious() ? known(row.columns()) : new Known(row.columns(), List.of());
    Value.Obj columns = rows.read(known.columns());
    Value.Obj key =
        keys.read(raw.key(), keyColumns(table), isPostgres ? postgres : others, isPostgres);
    key = key.size() == 0 ? keyOf(table, columns) : key;
    boolean isDeleted =
        row.field("deleted").filter("true"::equals).isPresent()
            || row.field("op").filter("d"::equals).isPresent();
    String operation = row.field("op").orElse("");
    ChangeType type =
        isDeleted
            ? ChangeType.DELETE
            : operation.equals("u") || !known.unknown().isEmpty()
                ? ChangeType.UPDATE
                : ChangeType.CREATE;
    if (isDeleted && key.size() == 0) {
      throw new RefusedRecordException(
          "the key of a deleted row of %s is not told; mend: name the table's key columns in the source's 'tables'"
              .formatted(table));
    }
    boolean snapshot = operation.equals("r");
    return new Normalization.Normalized(
        new ChangeEvent(
            flatTime(raw, row),
            type,
            key,
            Optional.empty(),
            isDeleted ? Optional.empty() : Optional.of(columns),
            new Origin(
                settings.source(),
                Origins.kind(connector),
                row.field("db").orElse("unknown"),
                table,
                row.field("lsn").or(() -> row.field("pos")).orElse(raw.position())),
            Optional.empty(),
            snapshot,
            new EngineVersion("debezium", connector, row.field("version").orElse("unknown"))),
        Optional.<EventIdentity>empty());
  }

  private static Optional<TableName> told(FlatRow row) {
    Optional<String> schema = row.field("schema").or(() -> row.field("db"));
    Optional<String> table = row.field("table").or(() -> row.field("collection"));
    return schema.flatMap(name -> table.map(named -> new TableName(name, named)));
  }

  private static Instant flatTime(RawRecord raw, FlatRow row) {
    Optional<String> told = row.field("ts_ms");
    try {
      return told.isPresent()
          ? RawInstants.ofMillis(Long.parseLong(told.get()), "ts_ms")
          : RawInstants.ofMillis(raw.timestamp().toEpochMilli(), "timestamp");
    } catch (NumberFormatException e) {
      throw new RefusedRecordException("the added field 'ts_ms' is no 64-bit integer");
    }
  }
}
