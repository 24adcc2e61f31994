package io.headwater.client.consume;

/** What one record or bootstrap line did to a {@link StateTable}. */
public enum FoldOutcome {
  /** It changed the table: a newer version, or a tombstone that removed a state. */
  APPLIED,
  /** It was in the table already: the same version again, or an offset that was read before. */
  REPEATED,
  /** It was older than the table, which came from a later bootstrap; harmless. */
  OUTDATED,
  /** Its version was on the stream before, at a lower offset: a violation. */
  DUPLICATE,
  /** Its version and its offset are at odds with another record of its key: a violation. */
  REGRESSION,
  /** It was a tombstone with no state left to remove, as after every delete. */
  TOMBSTONE
}
