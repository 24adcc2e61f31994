package io.headwater.capture.capture;

import io.headwater.capture.normalize.SourcePosition;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.Optional;

/** Hears of the progress of a capture; called on the capturing thread, must not block. */
interface CaptureListener {

  /** A source snapshot has begun. */
  void snapshotStarted();

  /** A row of a table was read by a source snapshot. */
  void snapshotRow(TableName table);

  /** A table was read to its end by a source snapshot. */
  void tableRead(TableName table);

  /** The engine follows the source's log. */
  void live();

  /** The change log is complete up to the position. */
  void committed(Optional<SourcePosition> position, Optional<Instant> lastChange, long events);

  /** A source transaction came a second time and was dropped. */
  void duplicate();

  /** A record could not be normalized. */
  void refused();

  /** A record rightly left no trace. */
  void skipped(String reason);
}
