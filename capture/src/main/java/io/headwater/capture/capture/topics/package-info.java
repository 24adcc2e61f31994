/**
 * Raw Kafka topics as a source: what somebody else's connector wrote becomes the change log.
 *
 * <p>In: records of any number of topics and partitions. Out: the change log, with the place up to
 * which the topics are read in the same transaction. Invariant: each change once, in the order of
 * its partition. On failure: the engine ends, and begins anew at the stored place.
 */
@NullMarked
package io.headwater.capture.capture.topics;

import org.jspecify.annotations.NullMarked;
