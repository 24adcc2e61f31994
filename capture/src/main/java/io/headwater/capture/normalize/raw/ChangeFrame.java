package io.headwater.capture.normalize.raw;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a raw record tells of a change apart from its row.
 *
 * @param timestamp the source's commit time
 * @param source where the change comes from
 * @param transaction its place in the source transaction
 * @param snapshot whether it was read, not logged
 * @param engine what wrote the record
 * @param identity what tells the change from all others
 */
public record ChangeFrame(
    Instant timestamp,
    Origin source,
    Optional<TransactionMark> transaction,
    boolean snapshot,
    EngineVersion engine,
    Optional<EventIdentity> identity) {

  /** A new row. */
  public List<Normalization> created(Value.Obj key, Value.Obj after) {
    return List.of(event(ChangeType.CREATE, key, Optional.empty(), Optional.of(after)));
  }

  /**
   * A row that is gone.
   *
   * @throws RefusedRecordException when neither key nor row tell which
   */
  public List<Normalization> deleted(Value.Obj key, Optional<Value.Obj> before) {
    return List.of(deletion(key, before));
  }

  /**
   * A row that changed; one whose key changed too is gone under the old key and new under the
   * other.
   */
  public List<Normalization> updated(
      Value.Obj oldKey, Value.Obj key, Optional<Value.Obj> before, Value.Obj after) {
    if (oldKey.isSameAs(key)) {
      return List.of(event(ChangeType.UPDATE, key, before, Optional.of(after)));
    }
    return List.of(
        deletion(oldKey, before),
        event(ChangeType.CREATE, key, Optional.empty(), Optional.of(after)));
  }

  private Normalization deletion(Value.Obj key, Optional<Value.Obj> before) {
    if (key.size() == 0 && before.isEmpty()) {
      throw new RefusedRecordException(
          "the delete tells no column of its row; configure the table's key columns, or let the source log whole rows");
    }
    return event(ChangeType.DELETE, key, before, Optional.empty());
  }

  private Normalization event(
      ChangeType type, Value.Obj key, Optional<Value.Obj> before, Optional<Value.Obj> after) {
    return new Normalization.Normalized(
        new ChangeEvent(timestamp, type, key, before, after, source, transaction, snapshot, engine),
        identity);
  }
}
