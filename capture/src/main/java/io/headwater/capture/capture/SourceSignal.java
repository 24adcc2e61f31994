package io.headwater.capture.capture;

import io.headwater.capture.normalize.SourcePosition;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.resource.TableName;
import java.time.Instant;

/** What an engine says, in the order in which it says it. */
sealed interface SourceSignal {

  /** A source transaction begins. */
  record Begin(String transaction) implements SourceSignal {}

  /**
   * A change for the change log.
   *
   * @param key the row's identity
   */
  record Change(String key, ChangeLogRecord change) implements SourceSignal {}

  /** A change that could not be normalized. */
  record Refused(QuarantineRecord refused) implements SourceSignal {}

  /** A record that rightly leaves no trace. */
  record Skipped(String reason) implements SourceSignal {}

  /**
   * A source transaction is committed.
   *
   * @param end the end of its commit in the source's log: the only position that is ordered over
   *     all transactions, or over those of its origin
   * @param position where to go on behind it
   */
  record End(Instant timestamp, SourcePosition end, StoredPosition position)
      implements SourceSignal {}

  /** The open transaction was cut off by a lost connection; it is going to come again, whole. */
  record CutOff() implements SourceSignal {}

  /** The engine is alive; nothing up to the position is missing unless a transaction is open. */
  record Alive(ControlRecord.Heartbeat heartbeat, SourcePosition at, StoredPosition position)
      implements SourceSignal {}

  /** A source snapshot begins. */
  record SnapshotStarted(Instant timestamp) implements SourceSignal {}

  /** All rows of a table are read, though the last one may still follow. */
  record TableRead(TableName table) implements SourceSignal {}

  /** A source snapshot is complete. */
  record SnapshotCompleted(Instant timestamp, SourcePosition at, StoredPosition position)
      implements SourceSignal {}

  /** A source snapshot failed; the engine fails as well. */
  record SnapshotAborted() implements SourceSignal {}

  /** No source snapshot is needed: the engine goes on in the source's log. */
  record SnapshotSkipped() implements SourceSignal {}
}
