package io.headwater.client.consumer;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How new the sink's states may be, from before a bootstrap.
 *
 * <p>A provider that lags further than this would take resources back to older versions, so its
 * bootstrap is not taken. Positions of another epoch have no such order.
 *
 * @param epoch empty when nothing is known
 * @param offsets per partition, an offset before which everything may be at the sink
 */
record Floors(String epoch, SortedMap<Integer, Long> offsets) {

  static final Floors NONE = new Floors("", Collections.emptySortedMap());

  Floors {
    offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
  }

  /** The lowest position of a partition that a bootstrap of that epoch may have. */
  long of(String bootstrapEpoch, int partition) {
    return epoch.equals(bootstrapEpoch) ? offsets.getOrDefault(partition, 0L) : 0;
  }

  /** These and those of a younger bootstrap. */
  Floors and(Floors younger) {
    if (younger.offsets.isEmpty()) {
      return this;
    }
    if (!younger.epoch.equals(epoch)) {
      return younger;
    }
    SortedMap<Integer, Long> merged = new TreeMap<>(offsets);
    younger.offsets.forEach((partition, offset) -> merged.merge(partition, offset, Math::max));
    return new Floors(epoch, merged);
  }
}
