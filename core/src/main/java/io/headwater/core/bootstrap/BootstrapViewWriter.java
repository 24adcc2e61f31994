package io.headwater.core.bootstrap;

import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The writing side of the bootstrap view (port); one thread at a time writes a type. */
public interface BootstrapViewWriter {

  /**
   * Opens a type at the stored positions. The type is emptied first when the stored epoch is
   * another one, as its topic was made anew, and when deletions behind the stored positions may
   * have been compacted away.
   *
   * @param tombstones how long the topic keeps tombstones at least
   * @return the positions to go on from; a partition that is absent starts at the beginning
   */
  StreamPositions open(ResourceType type, String epoch, Duration tombstones);

  /**
   * Applies records, in order, and where each partition was reached with them, in one atomic step.
   *
   * @param reached by partition; those of all records, and those that only moved on
   * @throws UnsafePositionsException when deletions may have been compacted away before they were
   *     read; the type is to be opened again, which empties it
   */
  void apply(ResourceType type, List<Entry> entries, Map<Integer, Reached> reached);

  /**
   * How far a partition was read.
   *
   * @param next the next offset to consume; it may lie beyond the last record's, as transaction
   *     markers take offsets too
   * @param asOf a time that no record from {@code next} on is older than
   */
  record Reached(long next, Instant asOf) {}

  /**
   * A record of the state topic.
   *
   * @param partition the partition it was read from
   * @param offset its offset there
   * @param timestamp when it was written
   * @param id the resource's id
   */
  record Entry(int partition, long offset, Instant timestamp, String id, Content content) {}

  /** What a record says of its resource. */
  sealed interface Content {

    /** Its newest state. */
    record State(Bytes value) implements Content {}

    /** Its end. */
    record Deletion(Bytes value) implements Content {}

    /** Its end, too; what follows a deletion, and may be all that is left of it. */
    record Tombstone() implements Content {}
  }
}
