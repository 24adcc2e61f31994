package io.headwater.core.bootstrap;

import io.headwater.core.json.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * The newest change of every resource that changed behind some positions, or the first of them.
 *
 * @param changes by partition, and in it by offset
 * @param next what to ask for next; positions only grow, in the partitions that were asked for
 * @param isLast whether the view holds nothing beyond {@code next} in these partitions
 * @param isAhead whether one of the positions is beyond what the view has: another node gave it
 */
public record ChangeBatch(
    List<Change> changes, StreamPositions next, boolean isLast, boolean isAhead) {

  public ChangeBatch {
    changes = List.copyOf(changes);
  }

  /** Whether who has this has everything that the view has, and the view what he asked for. */
  public boolean isUpToDate() {
    return isLast && !isAhead;
  }

  /**
   * A resource's newest change.
   *
   * @param partition where its record is
   * @param offset the record's offset
   * @param id the resource's id
   * @param value the state record; the delete record of a resource that is gone, empty when only a
   *     tombstone is known
   * @param isDeletion whether the resource is gone
   */
  public record Change(
      int partition, long offset, String id, Optional<Bytes> value, boolean isDeletion) {}
}
