package io.headwater.core.quarantine;

import java.util.List;
import java.util.Optional;

/** What is in the quarantine now (port); thread-safe, and only {@link #read} may block. */
public interface QuarantineView {

  /** Whether all that was there at the start has been seen. */
  boolean isCaughtUp();

  /**
   * Whether every record is listed; else there are more than are held, and only counts are right.
   */
  boolean isComplete();

  /** All records by source, stage and cause, the largest group first. */
  List<QuarantineGroup> groups();

  /** The records that are meant, from behind the cursor on. */
  QuarantinePage page(QuarantineFilter filter, Optional<QuarantinePage.Cursor> after, int limit);

  /** One record. */
  Optional<QuarantineEntry> entry(String id);

  /** Whether somebody asked for a retry of it that is not done. */
  boolean isRetryRequested(String id);

  /** How a record left the quarantine, while that is remembered. */
  Optional<Settled> settled(String id);

  /**
   * Reads a record with its payload from the topic; empty when it has just been written anew or
   * removed.
   */
  Optional<QuarantineRecord> read(QuarantineEntry entry);
}
