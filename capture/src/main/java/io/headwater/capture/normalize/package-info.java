/**
 * Turns the engine's raw records into the standard form.
 *
 * <p>In: Kafka Connect source records. Out: {@link io.headwater.core.normalize.Normalization}.
 * Invariant: total, lossless but for columns with a rule, and neither the engine's placeholders nor
 * the values of masked columns ever get through. On failure: refused with a reason that quotes no
 * value.
 */
@NullMarked
package io.headwater.capture.normalize;

import org.jspecify.annotations.NullMarked;
