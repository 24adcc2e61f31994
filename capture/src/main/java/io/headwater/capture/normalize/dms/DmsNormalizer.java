package io.headwater.capture.normalize.dms;

import io.headwater.capture.normalize.raw.ChangeFrame;
import io.headwater.capture.normalize.raw.Fields;
import io.headwater.capture.normalize.raw.JsonRecords;
import io.headwater.capture.normalize.raw.RawInstants;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.capture.normalize.raw.Rows;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Turns the messages of AWS Database Migration Service into the standard form.
 *
 * <p>Follows the AWS DMS User Guide, "Using Apache Kafka as a target" (the same for Kinesis): one
 * object with {@code data}, {@code metadata} and, for updates of tasks with {@code
 * BeforeImageSettings}, the before image. Values pass through as they are. A delete's columns that
 * are null are left out, as DMS writes null also for what the source's log does not hold. What the
 * messages do not tell is in {@code docs/change-event.md}.
 *
 * <p>Total; keeps nothing between records.
 */
public final class DmsNormalizer implements Normalizer {

  private static final EngineVersion ENGINE = new EngineVersion("aws-dms", "dms", "unknown");

  private final String source;
  private final DmsSettings settings;

  /**
   * Creates a normalizer for one source.
   *
   * @param source the source's name in the configuration
   */
  public DmsNormalizer(String source, DmsSettings settings) {
    this.source = source;
    this.settings = settings;
  }

  @Override
  public List<Normalization> normalize(RawRecord raw) {
    return JsonRecords.outcomes(raw, message -> outcomes(raw, message));
  }

  private List<Normalization> outcomes(RawRecord raw, Fields message) {
    Fields metadata = message.require("metadata");
    return switch (metadata.requireText("record-type")) {
      case "data" -> change(raw, message, metadata);
      case "control" -> List.of(control(raw, metadata));
      default ->
          throw new RefusedRecordException(
              "the record's 'metadata.record-type' is neither data nor control");
    };
  }

  private Normalization control(RawRecord raw, Fields metadata) {
    return switch (metadata.requireText("operation")) {
      // The User Guide does not list it, but a table that was emptied must not go unseen.
      case "truncate", "truncate-table" ->
          new Normalization.Control(
              new ControlRecord.Truncated(
                  source,
                  timestamp(metadata),
                  position(raw, metadata),
                  table(metadata),
                  transaction(metadata)));
      case "create-table" -> new Normalization.Skipped("control record: create-table");
      case "rename-table" -> new Normalization.Skipped("control record: rename-table");
      case "drop-table" -> new Normalization.Skipped("control record: drop-table");
      case "change-columns" -> new Normalization.Skipped("control record: change-columns");
      case "add-column" -> new Normalization.Skipped("control record: add-column");
      case "drop-column" -> new Normalization.Skipped("control record: drop-column");
      case "rename-column" -> new Normalization.Skipped("control record: rename-column");
      case "column-type-change" -> new Normalization.Skipped("control record: column-type-change");
      default ->
          throw new RefusedRecordException(
              "the control record's 'metadata.operation' is unknown to Headwater");
    };
  }

  private List<Normalization> change(RawRecord raw, Fields message, Fields metadata) {
    String operation = metadata.requireText("operation");
    TableName table = table(metadata);
    DmsSettings.Table known = settings.of(table);
    Value.Obj data = message.requireObject("data");
    Collection<String> keyColumns = keyColumns(raw, known, data);
    ChangeFrame frame = frame(raw, metadata, table, operation.equals("load"));
    return switch (operation) {
      case "load", "insert" ->
          frame.created(Rows.key(keyColumns, data), Rows.filled(data, known.columns()));
      case "update" -> {
        Optional<Value.Obj> before =
            message.object(settings.beforeImageField()).flatMap(Rows::told);
        Value.Obj old = before.orElse(Value.Obj.empty());
        // A column that has a value in the before image and is not in the row has become null.
        Value.Obj after = Rows.filled(Rows.filled(data, known.columns()), old.members().keySet());
        Value.Obj key = Rows.key(keyColumns, data);
        yield frame.updated(key.with(Rows.only(keyColumns, old)), key, before, after);
      }
      case "delete" -> frame.deleted(Rows.key(keyColumns, data), Rows.told(Rows.known(data)));
      default ->
          throw new RefusedRecordException(
              "the record's 'metadata.operation' is unknown to Headwater");
    };
  }

  private ChangeFrame frame(RawRecord raw, Fields metadata, TableName table, boolean snapshot) {
    return new ChangeFrame(
        timestamp(metadata),
        new Origin(source, settings.kind(), settings.container(), table, position(raw, metadata)),
        snapshot ? Optional.empty() : transaction(metadata),
        snapshot,
        ENGINE,
        snapshot ? Optional.empty() : identity(metadata));
  }

  private static Collection<String> keyColumns(
      RawRecord raw, DmsSettings.Table known, Value.Obj data) {
    if (!known.key().isEmpty()) {
      return known.key();
    }
    return JsonRecords.key(raw)
        .filter(Value.Obj.class::isInstance)
        .map(key -> ((Value.Obj) key).members().keySet())
        .filter(columns -> data.members().keySet().containsAll(columns))
        .map(List::copyOf)
        .orElse(List.of());
  }

  private static TableName table(Fields metadata) {
    return new TableName(metadata.requireText("schema-name"), metadata.requireText("table-name"));
  }

  private static Instant timestamp(Fields metadata) {
    String member =
        metadata.value("commit-timestamp").isPresent() ? "commit-timestamp" : "timestamp";
    return RawInstants.ofText(metadata.requireText(member), "metadata." + member);
  }

  private static String position(RawRecord raw, Fields metadata) {
    return metadata.text("stream-position").orElseGet(raw::position);
  }

  private static Optional<TransactionMark> transaction(Fields metadata) {
    Optional<String> id = metadata.textOrNumber("transaction-id");
    Optional<Long> number = metadata.integer("transaction-record-id");
    return id.isEmpty() || number.isEmpty()
        ? Optional.empty()
        // DMS counts from 1.
        : Optional.of(new TransactionMark(id.get(), Math.max(0, number.get() - 1), false));
  }

  private static Optional<EventIdentity> identity(Fields metadata) {
    Optional<String> position = metadata.text("stream-position");
    Optional<String> transaction = metadata.textOrNumber("transaction-id");
    Optional<Long> number = metadata.integer("transaction-record-id");
    return position.isEmpty() || transaction.isEmpty() || number.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new EventIdentity(position.get() + "/" + transaction.get() + "/" + number.get()));
  }
}
