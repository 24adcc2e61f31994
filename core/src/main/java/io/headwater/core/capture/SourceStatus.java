package io.headwater.core.capture;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a source and its engine at one moment.
 *
 * @param name the source's name
 * @param kind the kind of database
 * @param state what the engine does
 * @param position the source position up to which the change log is complete
 * @param lastChange the commit time of the newest change in the change log
 * @param lastSeen when the engine last heard from the source
 * @param unapplied the records of the change log that the resources have not applied yet; empty
 *     while unknown
 * @param tables the snapshot's progress per table, in the order they are read
 * @param failure why the engine failed, when it did
 */
public record SourceStatus(
    String name,
    String kind,
    EngineState state,
    Optional<String> position,
    Optional<Instant> lastChange,
    Optional<Instant> lastSeen,
    Optional<Long> unapplied,
    List<TableProgress> tables,
    Optional<String> failure) {

  public SourceStatus {
    tables = List.copyOf(tables);
  }

  /** The same status with the number of unapplied records. */
  public SourceStatus withUnapplied(Optional<Long> records) {
    return new SourceStatus(
        name, kind, state, position, lastChange, lastSeen, records, tables, failure);
  }

  /** What an engine does. */
  public enum EngineState {
    STARTING,
    SNAPSHOT,
    STREAMING,
    BACKING_OFF,
    FAILED,
    STOPPED
  }

  /**
   * How far a source snapshot has come with one table.
   *
   * @param table schema and table
   * @param rows the rows read so far
   * @param estimatedRows the rows the source's own statistics promise; empty when unknown
   * @param complete whether all rows of the table are read
   */
  public record TableProgress(
      String table, long rows, Optional<Long> estimatedRows, boolean complete) {}
}
