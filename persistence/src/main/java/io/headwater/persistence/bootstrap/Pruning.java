package io.headwater.persistence.bootstrap;

import java.util.Map;

/**
 * Which deletions are forgotten.
 *
 * @param oldest those that are older than this time (milliseconds)
 * @param every how far the time has to move until it is worth a look, as one costs a seek for each
 *     partition
 * @param pinned but none from these offsets on, by partition
 */
record Pruning(long oldest, long every, Map<Integer, Long> pinned) {

  boolean isDue(long prunedBefore) {
    return oldest - prunedBefore >= every;
  }
}
