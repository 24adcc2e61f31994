package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.raw.RawInstants;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the records of one topic. Keeps the schema part of the record before; the outcomes do not
 * depend on it. Not thread-safe.
 */
final class TopicRecords {

  private final DebeziumSettings settings;
  private final JsonPlaceholder placeholder;
  private final RecordSchema part = new RecordSchema();
  private final Payload payload;
  private final TableTypes types;
  private final RecordKey keys;
  private final Origins origins;
  private final FlatRows flat;

  TopicRecords(DebeziumSettings settings, String topic) {
    this.settings = settings;
    this.placeholder = new JsonPlaceholder(settings.placeholder());
    this.payload = new Payload(placeholder);
    this.types = new TableTypes(settings.types());
    this.keys = new RecordKey(settings.keys(), new TableTypes(settings.types()), placeholder);
    this.origins = new Origins(settings.source());
    this.flat = new FlatRows(settings, topic, placeholder, keys, new TableTypes(settings.types()));
  }

  List<Normalization> read(RawRecord raw) throws IOException {
    if (raw.value().isEmpty()) {
      return List.of(flat.tombstone(raw));
    }
    byte[] utf8 = raw.value().get().array();
    part.read(utf8);
    payload.read(utf8, part.start(), part.end());
    return payload.isEnvelope() ? envelope(raw) : List.of(other(raw));
  }

  private List<Normalization> envelope(RawRecord raw) throws IOException {
    return switch (payload.operation()) {
      case "c", "r" -> change(raw, ChangeType.CREATE);
      case "u" -> change(raw, ChangeType.UPDATE);
      case "d" -> change(raw, ChangeType.DELETE);
      case "t" -> List.of(truncated(raw));
      case "m" -> List.of(new Normalization.Skipped("logical message"));
      default ->
          List.of(new Normalization.Refused("the operation of the record is unknown to Headwater"));
    };
  }

  private Normalization truncated(RawRecord raw) {
    Origin origin = origins.origin(payload.source(), raw);
    return new Normalization.Control(
        new ControlRecord.Truncated(
            settings.source(), time(raw), origin.position(), origin.table(), mark()));
  }

  private List<Normalization> change(RawRecord raw, ChangeType operation) throws IOException {
    String connector = payload.source().text(Fact.CONNECTOR);
    boolean isPostgres = connector.equals(Origins.POSTGRES);
    boolean isMongo = connector.equals(Origins.MONGO);
    Origin origin = origins.origin(payload.source(), raw);
    Value.Obj told = keys.read(raw.key(), origin.table(), isPostgres);
    told = isMongo ? MongoChanges.key(told) : told;
    RowTypes rows = types.of(origin.table(), part.schema(), part.schema().rows(), isPostgres);
    Optional<Value.Obj> before =
        isMongo ? MongoChanges.document(payload.before()) : before(origin, told, rows, isPostgres);
    ChangeType type = isMongo ? typeOfDocument(operation, before) : operation;
    Optional<Value.Obj> after =
        type == ChangeType.DELETE
            ? Optional.empty()
            : Optional.of(isMongo ? document(type, told, before) : after(type, rows, before));
    Value.Obj key = keys.of(origin.table(), told, after.or(() -> before).orElse(Value.Obj.empty()));
    if (type == ChangeType.DELETE && key.size() == 0 && before.isEmpty()) {
      throw new RefusedRecordException(
          "the delete tells no column of its row; mend: give the table a primary key, or log whole rows");
    }
    Optional<Value.Obj> former =
        type == ChangeType.UPDATE && before.isPresent()
            ? formerKey(key, before.get(), after.orElseThrow(), isPostgres)
            : Optional.empty();
    if (former.isEmpty()) {
      return List.of(event(raw, origin, type, key, before, after));
    }
    Value.Obj moved = RecordKey.selected(key.members().keySet(), after.orElseThrow()).orElse(key);
    return List.of(
        event(raw, origin, ChangeType.DELETE, former.get(), before, Optional.empty()),
        event(raw, origin, ChangeType.CREATE, moved, Optional.empty(), after));
  }

  private Normalization event(
      RawRecord raw,
      Origin origin,
      ChangeType type,
      Value.Obj key,
      Optional<Value.Obj> before,
      Optional<Value.Obj> after) {
    boolean snapshot = isSnapshot();
    // Rows without a key may share a place in the log, and each of them counts. Those of a
    // snapshot share one too, and reading one again does no harm.
    Optional<EventIdentity> identity =
        snapshot || key.size() == 0
            ? Optional.empty()
            : Origins.identity(payload.source(), payload.operation(), order());
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
            origins.engine(payload.source())),
        identity);
  }

  /**
   * The key before an update that changed it; empty when it did not, or when it is not surely told.
   *
   * <p>Debezium itself writes a delete and a create for a changed primary key; keys that somebody
   * else has chosen may change within one update.
   */
  private Optional<Value.Obj> formerKey(
      Value.Obj key, Value.Obj before, Value.Obj after, boolean isPostgres) {
    boolean changed = false;
    for (int i = 0; i < key.size(); i++) {
      Value was = before.members().get(key.nameAt(i));
      Value is = after.member(key.nameAt(i)).orElse(key.valueAt(i));
      if (was == null || was.isNull()) {
        return Optional.empty();
      }
      changed |= !was.equals(is) && !was.isSameAs(is);
    }
    boolean isTold =
        changed && !(isPostgres && key.members().keySet().stream().anyMatch(this::mayBeUnlogged));
    return isTold ? RecordKey.selected(key.members().keySet(), before) : Optional.empty();
  }

  private boolean mayBeUnlogged(String column) {
    return payload.before() instanceof Value.Obj row
        && row.members().containsKey(column)
        && BeforeRow.isFiller(column, row.require(column), part.schema().defaults());
  }

  private Optional<Value.Obj> before(
      Origin origin, Value.Obj key, RowTypes rows, boolean isPostgres) {
    Optional<Value.Obj> image = image(payload.before(), "before");
    if (image.isEmpty()) {
      return image;
    }
    Value.Obj known = KnownColumns.of(image.get(), placeholder, payload.isSuspicious()).columns();
    Value.Obj logged =
        isPostgres
            ? BeforeRow.logged(known, keys.names(origin.table(), key), part.schema().defaults())
            : known;
    return logged.size() == 0 ? Optional.empty() : Optional.of(rows.read(logged));
  }

  private Value.Obj after(ChangeType type, RowTypes rows, Optional<Value.Obj> before) {
    Value.Obj row = image(payload.after(), "after").orElseThrow(() -> withoutRow(type));
    if (!payload.isSuspicious()) {
      return rows.read(row);
    }
    KnownColumns known = KnownColumns.of(row, placeholder, true);
    ObjectBuilder unchanged = new ObjectBuilder(known.unknown().size());
    for (String column : known.unknown()) {
      before
          .flatMap(image -> image.member(column))
          .ifPresent(value -> unchanged.add(column, value));
    }
    return rows.read(known.columns()).with(unchanged.build());
  }

  /** A document that replaces one of which nothing is told is a new one: nothing of it stays. */
  private ChangeType typeOfDocument(ChangeType operation, Optional<Value.Obj> before) {
    return operation == ChangeType.UPDATE
            && !payload.after().isNull()
            && !MongoChanges.tellsRemoved(before, payload.updateDescription())
        ? ChangeType.CREATE
        : operation;
  }

  private Value.Obj document(ChangeType type, Value.Obj key, Optional<Value.Obj> before) {
    Optional<Value.Obj> document = MongoChanges.document(payload.after());
    if (type == ChangeType.CREATE) {
      return document.orElseThrow(() -> withoutRow(type));
    }
    return document.isPresent()
        ? MongoChanges.updated(document.get(), before, payload.updateDescription())
        : MongoChanges.changed(payload.updateDescription(), key);
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

  private boolean isSnapshot() {
    String snapshot = payload.source().text(Fact.SNAPSHOT);
    return payload.operation().equals("r") || !(snapshot.isEmpty() || snapshot.equals("false"));
  }

  /** The source's time; 0 is none, as some connectors write of a snapshot's rows. */
  private Instant time(RawRecord raw) {
    Instant told =
        payload
            .source()
            .time()
            .filter(time -> !time.equals(Instant.EPOCH))
            .or(payload::handled)
            .orElse(raw.timestamp());
    return RawInstants.ofMillis(told.toEpochMilli(), "ts_ms");
  }

  private Optional<TransactionMark> mark() {
    if (payload.transaction() instanceof Value.Obj block
        && block.members().get("id") instanceof Value.Text id
        && block.members().get("total_order") instanceof Value.Num order) {
      return Optional.of(new TransactionMark(id.value(), index(order.literal()), false));
    }
    return Optional.empty();
  }

  private String order() {
    return payload.transaction() instanceof Value.Obj block
            && block.members().get("total_order") instanceof Value.Num order
        ? order.literal()
        : "";
  }

  /** The number from 0 of the change that has this order from 1. */
  static long index(String order) {
    try {
      long number = Long.parseLong(order);
      if (number > 0) {
        return number - 1;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, without the message, which quotes the value.
    }
    throw new RefusedRecordException("'total_order' is no 64-bit integer from 1");
  }

  /** What is no envelope: a record between changes, or a flattened row. */
  private Normalization other(RawRecord raw) throws IOException {
    if (!(payload.other() instanceof Value.Obj object)) {
      return payload.other().isNull()
          ? flat.tombstone(raw)
          : new Normalization.Refused("the value is no JSON object");
    }
    Optional<Normalization> between =
        flat.isConfigured() ? Optional.empty() : between(object.members());
    return between.isPresent()
        ? between.get()
        : flat.read(raw, object, part.schema(), payload.isSuspicious());
  }

  /** What a connector writes between changes; empty for a row. */
  private static Optional<Normalization> between(Map<String, Value> members) {
    if (DebeziumTransactions.of(new Value.Obj(members)).isPresent()) {
      return skipped("transaction boundary");
    }
    boolean hasSource = members.containsKey("source");
    if (hasSource
        && (members.containsKey("ddl")
            || members.containsKey("tableChanges")
            || members.containsKey("databaseName"))) {
      return skipped("schema change");
    }
    if (members.size() == 1 && members.containsKey("ts_ms")) {
      return skipped("heartbeat");
    }
    if (members.containsKey("aggregate_type") && members.containsKey("additional_data")) {
      return skipped("notification");
    }
    if (members.containsKey("specversion") && hasSource) {
      return refused(
          "the record is a CloudEvent; mend: have the connector write JSON (value.converter=org.apache.kafka.connect.json.JsonConverter)");
    }
    if (hasSource && members.containsKey("op")) {
      return refused(
          "the record is no envelope that Debezium writes: its source block names no connector, or its operation is none");
    }
    return Optional.empty();
  }

  private static Optional<Normalization> skipped(String what) {
    return Optional.of(new Normalization.Skipped(what));
  }

  private static Optional<Normalization> refused(String why) {
    return Optional.of(new Normalization.Refused(why));
  }
}
