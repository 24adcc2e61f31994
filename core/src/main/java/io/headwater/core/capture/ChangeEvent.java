package io.headwater.core.capture;

import io.headwater.core.json.Value;
import java.time.Instant;
import java.util.Optional;

/**
 * One captured row change in the standard form.
 *
 * @param timestamp the source's commit time, never a processing clock
 * @param changeType what happened to the row
 * @param key the row's key columns, empty when the table has none
 * @param before the row before the change, as far as the source logs it
 * @param after the row after the change; a column that is absent in an update is unchanged
 * @param source where the change comes from
 * @param transaction the place in the source transaction; empty for a snapshot's rows
 * @param snapshot whether a source snapshot read the row
 * @param engine what read it
 */
public record ChangeEvent(
    Instant timestamp,
    ChangeType changeType,
    Value.Obj key,
    Optional<Value.Obj> before,
    Optional<Value.Obj> after,
    Origin source,
    Optional<TransactionMark> transaction,
    boolean snapshot,
    EngineVersion engine)
    implements ChangeLogRecord {

  /** The same change with another place in its transaction. */
  public ChangeEvent withTransaction(TransactionMark mark) {
    return new ChangeEvent(
        timestamp, changeType, key, before, after, source, Optional.of(mark), snapshot, engine);
  }

  /** The same change with other values of its row. */
  public ChangeEvent withRows(
      Value.Obj newKey, Optional<Value.Obj> newBefore, Optional<Value.Obj> newAfter) {
    return new ChangeEvent(
        timestamp, changeType, newKey, newBefore, newAfter, source, transaction, snapshot, engine);
  }
}
