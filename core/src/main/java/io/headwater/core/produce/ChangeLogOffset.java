package io.headwater.core.produce;

/**
 * A place in the change log.
 *
 * @param partition the partition and the topic's id, {@code topic-partition@topic-id}
 * @param offset the offset in it
 */
public record ChangeLogOffset(String partition, long offset) {

  /**
   * Whether a place in that partition is in this one, or in the one that the topic had before it
   * was made anew.
   */
  boolean isInNameOf(String otherPartition) {
    int end = nameEnd(partition);
    return nameEnd(otherPartition) == end && partition.regionMatches(0, otherPartition, 0, end);
  }

  /** The place as people look for it, {@code topic-partition@offset}. */
  public String shown() {
    return partition.substring(0, nameEnd(partition)) + ChangeLogPartition.SEPARATOR + offset;
  }

  private static int nameEnd(String partition) {
    int end = partition.indexOf(ChangeLogPartition.SEPARATOR);
    return end < 0 ? partition.length() : end;
  }
}
