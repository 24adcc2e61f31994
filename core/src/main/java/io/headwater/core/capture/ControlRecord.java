package io.headwater.core.capture;

import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A record of the change log that changes no row by itself. */
public sealed interface ControlRecord extends ChangeLogRecord {

  /** The source's name in the configuration. */
  String source();

  /**
   * A source snapshot begins; rows that follow are staged until it completes. A second start
   * without a completion means that the first snapshot was given up and counts for nothing.
   */
  record SnapshotStarted(String source, Instant timestamp) implements ControlRecord {}

  /** A source snapshot is complete: the tables hold exactly the rows read since its start. */
  record SnapshotCompleted(
      String source, Instant timestamp, String position, List<TableName> tables)
      implements ControlRecord {
    public SnapshotCompleted {
      tables = List.copyOf(tables);
    }
  }

  /** A table was emptied by one statement. */
  record Truncated(
      String source,
      Instant timestamp,
      String position,
      TableName table,
      Optional<TransactionMark> transaction)
      implements ControlRecord {}

  /**
   * A resource's document is to be rendered again from the rows that are held, as what kept it from
   * being published may be mended.
   */
  record Refresh(String source, Instant timestamp, String position, ResourceKey resource)
      implements ControlRecord {}

  /** The engine is alive and has read the source's log up to the position. */
  record Heartbeat(String source, Instant timestamp, String position) implements ControlRecord {}
}
