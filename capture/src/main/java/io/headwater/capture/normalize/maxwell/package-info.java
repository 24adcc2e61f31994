/**
 * Normalizes what Maxwell writes into Kafka.
 *
 * <p>In: its JSON rows. Out: {@link io.headwater.core.normalize.Normalization}. Invariant: total;
 * values pass through as they are. On failure: refused with a reason that quotes no value.
 */
@NullMarked
package io.headwater.capture.normalize.maxwell;

import org.jspecify.annotations.NullMarked;
