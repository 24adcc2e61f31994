package io.headwater.capture.normalize.maxwell;

import io.headwater.capture.normalize.raw.ChangeFrame;
import io.headwater.capture.normalize.raw.Fields;
import io.headwater.capture.normalize.raw.JsonRecords;
import io.headwater.capture.normalize.raw.RawInstants;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.capture.normalize.raw.Rows;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Optional;

/**
 * Turns Maxwell's rows into the standard form.
 *
 * <p>Follows Maxwell's documentation, "Data Format", "Bootstrapping" and "Key format" of its
 * producers. {@code data} is the row after a change, or the one that was deleted; {@code old} holds
 * the former values of the columns that changed, so the row before is {@code data} overlaid by it.
 * Values pass through as they are. What the rows do not tell is in {@code docs/change-event.md}.
 *
 * <p>Total; keeps nothing between records.
 */
public final class MaxwellNormalizer implements Normalizer {

  private static final EngineVersion ENGINE = new EngineVersion("maxwell", "mysql", "unknown");

  private final String source;
  private final MaxwellSettings settings;

  /**
   * Creates a normalizer for one source.
   *
   * @param source the source's name in the configuration
   */
  public MaxwellNormalizer(String source, MaxwellSettings settings) {
    this.source = source;
    this.settings = settings;
  }

  @Override
  public List<Normalization> normalize(RawRecord raw) {
    return JsonRecords.outcomes(raw, message -> outcomes(raw, message));
  }

  private List<Normalization> outcomes(RawRecord raw, Fields message) {
    if (message.has("encrypted")) {
      throw new RefusedRecordException(
          "the row is encrypted, and Headwater has no key for it; run Maxwell with encrypt=none");
    }
    String type = message.requireText("type");
    return switch (type) {
      case "insert", "bootstrap-insert", "update", "delete" -> change(raw, message, type);
      // Not a snapshot's brackets: a bootstrap may have read a part of its table.
      case "bootstrap-start" -> skipped("bootstrap-start");
      case "bootstrap-complete" -> skipped("bootstrap-complete");
      case "table-create" -> skipped("table-create");
      case "table-alter" -> skipped("table-alter");
      case "table-drop" -> skipped("table-drop");
      case "database-create" -> skipped("database-create");
      case "database-alter" -> skipped("database-alter");
      case "database-drop" -> skipped("database-drop");
      default -> throw new RefusedRecordException("the record's 'type' is unknown to Headwater");
    };
  }

  private static List<Normalization> skipped(String what) {
    return List.of(new Normalization.Skipped(what));
  }

  private List<Normalization> change(RawRecord raw, Fields message, String type) {
    TableName table = new TableName(message.requireText("database"), message.requireText("table"));
    Value.Obj data = message.requireObject("data");
    Value.Obj key = MaxwellKey.of(raw, message, settings, table);
    boolean snapshot = type.equals("bootstrap-insert");
    ChangeFrame frame =
        new ChangeFrame(
            RawInstants.ofSeconds(message.requireInteger("ts"), "ts"),
            new Origin(
                source,
                settings.kind(),
                table.schema(),
                table,
                position(message).orElseGet(raw::position)),
            snapshot ? Optional.empty() : transaction(message),
            snapshot,
            ENGINE,
            snapshot ? Optional.empty() : identity(message, key));
    return switch (type) {
      case "update" -> updated(frame, key, data, message.object("old"));
      case "delete" -> frame.deleted(key, Rows.told(data));
      default -> frame.created(key, data);
    };
  }

  private static List<Normalization> updated(
      ChangeFrame frame, Value.Obj key, Value.Obj data, Optional<Value.Obj> old) {
    Optional<Value.Obj> changed = old.flatMap(Rows::told);
    if (changed.isEmpty()) {
      // Without a former value nobody can tell what the row was: the log may hold it in part.
      return frame.updated(key, key, Optional.empty(), data);
    }
    // A column that had a value and is not in the row has become null (output_nulls=false).
    Value.Obj after = Rows.filled(data, changed.get().members().keySet());
    Value.Obj oldKey = key.with(Rows.only(key.members().keySet(), changed.get()));
    return frame.updated(oldKey, key, Optional.of(after.with(changed.get())), after);
  }

  private static Optional<String> position(Fields message) {
    return message.text("position").or(() -> message.text("gtid"));
  }

  /** The row's transaction; where Maxwell does not tell its number in it, the index is 0. */
  private static Optional<TransactionMark> transaction(Fields message) {
    long index = Math.max(0, message.integer("xoffset").orElse(0L));
    return message.textOrNumber("xid").map(id -> new TransactionMark(id, index, false));
  }

  /**
   * The position is that of several rows; Maxwell numbers them in their transaction, but for the
   * last one, which says {@code commit}. Without a number, the same key is not changed twice there.
   */
  private static Optional<EventIdentity> identity(Fields message, Value.Obj key) {
    Optional<String> position = position(message);
    Optional<String> number =
        message
            .integer("xoffset")
            .map(Object::toString)
            .or(() -> message.flag("commit").filter(isLast -> isLast).map(isLast -> "commit"));
    if (position.isEmpty() || (number.isEmpty() && key.size() == 0)) {
      return Optional.empty();
    }
    return Optional.of(
        new EventIdentity(
            String.join(
                "/",
                message.textOrNumber("server_id").orElse(""),
                position.get(),
                message.textOrNumber("xid").orElse(""),
                number.orElse(""))));
  }
}
