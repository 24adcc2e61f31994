package io.headwater.capture.normalize;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Turns Debezium's PostgreSQL records (Connect format) into the standard form.
 *
 * <p>Total: no record makes it throw. Not thread-safe; it keeps a reader per table schema. {@code
 * last} of a transaction mark is always false here, because only the capture stage knows it.
 *
 * <p>Values: integers and finite floats are JSON numbers; numeric and money are number literals
 * with their scale; NaN and the infinities are the strings {@code NaN}, {@code Infinity}, {@code
 * -Infinity}; temporal values and intervals are ISO 8601 text, infinite ones {@code infinity} and
 * {@code -infinity}; bytea is Base64; bit strings are text of 0 and 1; json, jsonb and hstore are
 * embedded JSON; arrays, maps and structures are arrays and objects; all else (text, uuid, enums,
 * network addresses, ranges, unknown types) is PostgreSQL's text. The whole table is in {@code
 * docs/change-event.md}.
 */
public final class PostgresNormalizer {

  /** What Debezium puts in place of a value that was not logged, unless configured otherwise. */
  public static final String DEFAULT_PLACEHOLDER = "__debezium_unavailable_value";

  private static final String KIND = "PostgreSQL";
  private static final String ENGINE = "debezium";
  private static final String ENVELOPE = ".Envelope";

  private final String source;
  private final Function<TableName, ReplicaIdentity> identities;
  private final Placeholder placeholder;
  private final ColumnReaders columns;
  private final MaskedRecord masked;
  private final EngineRows rows;
  private final EngineRefusals refusals;

  /**
   * Creates a normalizer for one source.
   *
   * @param source the source's name in the configuration
   * @param placeholder the engine's {@code unavailable.value.placeholder}
   * @param identities what is known of a table's replica identity when its change is read; columns
   *     of the before image that were not logged, or may not have been, are left out
   * @param numericDomains the domains over numeric, in upper case; all others count as text
   * @param masking what nothing that leaves the normalizer shows: neither events nor what it
   *     refuses
   */
  public PostgresNormalizer(
      String source,
      String placeholder,
      Function<TableName, ReplicaIdentity> identities,
      Set<String> numericDomains,
      Masking masking) {
    this.columns = new ColumnReaders(numericDomains);
    this.source = source;
    this.identities = identities;
    this.placeholder = new Placeholder(placeholder);
    this.masked = new MaskedRecord(masking, columns, this.placeholder);
    this.rows = new EngineRows(columns, masking, this.placeholder);
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
    String position = EngineRecords.position(refused).map(LogPosition::toString).orElse("unknown");
    return refusals.of(masked.of(refused, identities), why, rows.subject(refused), position, now);
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
    if (schemaName.endsWith("MessageValue") || schemaName.endsWith(".Message")) {
      return new Normalization.Skipped("logical message");
    }
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
    Optional<LogPosition> position = EngineRecords.position(engineRecord);
    if (position.isEmpty()) {
      return new Normalization.Skipped("heartbeat before the first position");
    }
    Instant time = EngineRecords.time(value, "ts_ms").orElse(Instant.EPOCH);
    return new Normalization.Control(
        new ControlRecord.Heartbeat(source, time, position.get().toString()));
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
      case "m" -> new Normalization.Skipped("logical message");
      default ->
          new Normalization.Refused(
              RefusalCause.UNKNOWN_OPERATION,
              "the operation of the record is unknown to Headwater");
    };
  }

  private Normalization rowChange(SourceRecord engineRecord, Struct value, ChangeType type) {
    Struct from = value.getStruct("source");
    TableName table = table(from);
    Value.Obj key = rows.key(engineRecord, table);
    Optional<Value.Obj> before =
        BeforeImage.of(engineRecord).map(image -> beforeImage(image, table));
    Optional<RowReader.Row> afterImage = image(value, "after", table);
    if (type != ChangeType.DELETE && afterImage.isEmpty()) {
      return new Normalization.Refused(
          RefusalCause.MISSING_ROW, "the %s of %s has no row".formatted(type, table));
    }
    Optional<Value.Obj> after = afterImage.map(row -> filled(row, before));
    boolean snapshot = isSnapshot(from, value);
    return new Normalization.Normalized(
        new ChangeEvent(
            timestamp(value, from),
            type,
            key,
            before,
            after,
            new Origin(source, KIND, from.getString("db"), table, position(from)),
            snapshot ? Optional.empty() : transaction(value),
            snapshot,
            new EngineVersion(ENGINE, from.getString("connector"), from.getString("version"))));
  }

  private Optional<RowReader.Row> image(Struct value, String field, TableName table) {
    Struct row = value.getStruct(field);
    return row == null ? Optional.empty() : Optional.of(rows.read(row, table));
  }

  private Value.Obj beforeImage(BeforeImage image, TableName table) {
    Value.Obj row = rows.read(image.row(), table).columns();
    Predicate<String> isLogged = image.logged(identities.apply(table));
    ObjectBuilder logged = new ObjectBuilder(row.members().size());
    row.members()
        .forEach(
            (name, value) -> {
              if (isLogged.test(name)) {
                logged.add(name, value);
              }
            });
    return logged.build();
  }

  private static Value.Obj filled(RowReader.Row after, Optional<Value.Obj> before) {
    if (after.unknown().isEmpty() || before.isEmpty()) {
      return after.columns();
    }
    ObjectBuilder unchanged = new ObjectBuilder(after.unknown().size());
    for (String column : after.unknown()) {
      before.get().member(column).ifPresent(value -> unchanged.add(column, value));
    }
    return after.columns().with(unchanged.build());
  }

  private static boolean isSnapshot(Struct from, Struct value) {
    if ("r".equals(value.getString("op"))) {
      return true;
    }
    String snapshot = from.schema().field("snapshot") == null ? null : from.getString("snapshot");
    return snapshot != null && !snapshot.equals("false");
  }

  private static Instant timestamp(Struct value, Struct from) {
    Long micros = from.schema().field("ts_us") == null ? null : from.getInt64("ts_us");
    if (micros != null) {
      return Instant.ofEpochSecond(
          Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
    Long millis = from.getInt64("ts_ms");
    return Instant.ofEpochMilli(millis == null ? value.getInt64("ts_ms") : millis);
  }

  private static String position(Struct from) {
    Long lsn = from.getInt64("lsn");
    return new LogPosition(lsn == null ? 0 : lsn).toString();
  }

  private static TableName table(Struct from) {
    return new TableName(from.getString("schema"), from.getString("table"));
  }

  private static Optional<TransactionMark> transaction(Struct value) {
    Struct block =
        value.schema().field("transaction") == null ? null : value.getStruct("transaction");
    return block == null
        ? Optional.empty()
        : Optional.of(
            new TransactionMark(
                EngineRecords.transactionId(block.getString("id")),
                block.getInt64("total_order") - 1,
                false));
  }
}
