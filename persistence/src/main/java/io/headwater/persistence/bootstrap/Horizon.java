package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.bootstrap.BootstrapViewWriter.Reached;
import io.headwater.core.bootstrap.UnsafePositionsException;
import io.headwater.core.bootstrap.UnsafePositionsException.Reason;
import io.headwater.persistence.bootstrap.ViewHead.Place;
import java.time.Duration;
import java.util.List;

/**
 * Knows which deletions may be missing; pure.
 *
 * <p>A compacted topic keeps a deletion for a while, counted from when it was written at the
 * earliest. Whoever reads a partition from its beginning meets only those that are younger than
 * that; whoever goes on somewhere meets all, provided that none behind that place was older.
 *
 * @param oldest the time (milliseconds) before which deletions may be gone
 */
record Horizon(long oldest) {

  /** The horizon now, when deletions are kept for that long. */
  static Horizon of(long now, Duration tombstones) {
    return new Horizon(now - tombstones.toMillis());
  }

  /** Whether a place was left so long ago that deletions behind it may be gone. */
  boolean isLost(Place place) {
    return place.asOf() != Place.UNKNOWN && place.asOf() < oldest;
  }

  /**
   * The place behind records of a partition.
   *
   * @param entries the partition's records since the place before, in order
   * @throws UnsafePositionsException when deletions among them may be missing
   */
  Place advance(Place before, List<Entry> entries, Reached reached) {
    if (isLost(before)) {
      throw new UnsafePositionsException(
          Reason.EXPIRED,
          "what was deleted behind offset " + before.next() + " may be gone from the topic");
    }
    long asOf = reached.asOf().toEpochMilli();
    if (before.asOf() != Place.UNKNOWN) {
      return new Place(reached.next(), before.safe(), Math.max(asOf, before.asOf()));
    }
    // Deletions before the first record that is young enough may be gone, with their offsets.
    long safe =
        entries.stream()
            .filter(entry -> entry.timestamp().toEpochMilli() >= oldest)
            .mapToLong(Entry::offset)
            .findFirst()
            .orElse(reached.next());
    boolean isYoung = safe < reached.next() || asOf >= oldest;
    return new Place(reached.next(), safe, isYoung ? Math.max(asOf, oldest) : Place.UNKNOWN);
  }
}
