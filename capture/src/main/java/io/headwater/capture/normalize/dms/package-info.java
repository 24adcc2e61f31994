/**
 * Normalizes what AWS Database Migration Service writes into Kafka or Kinesis.
 *
 * <p>In: its JSON messages. Out: {@link io.headwater.core.normalize.Normalization}. Invariant:
 * total; values pass through as they are. On failure: refused with a reason that quotes no value.
 */
@NullMarked
package io.headwater.capture.normalize.dms;

import org.jspecify.annotations.NullMarked;
