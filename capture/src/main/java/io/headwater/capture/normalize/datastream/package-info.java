/**
 * Normalizes the events of Google Cloud Datastream.
 *
 * <p>In: its JSON events. Out: {@link io.headwater.core.normalize.Normalization}. Invariant: total;
 * values pass through as they are. On failure: refused with a reason that quotes no value.
 */
@NullMarked
package io.headwater.capture.normalize.datastream;

import org.jspecify.annotations.NullMarked;
