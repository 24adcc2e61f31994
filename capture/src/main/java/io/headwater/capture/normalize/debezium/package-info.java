/**
 * Turns the JSON that other people's Debezium connectors write into the standard form.
 *
 * <p>In: raw records of Kafka topics. Out: {@link io.headwater.core.normalize.Normalization}.
 * Invariant: total, in one pass over the bytes; a value has the JSON form that our own engine gives
 * it, and the placeholder for unavailable values never gets through. On failure: refused with a
 * reason that quotes no value and says how to mend it. The rules are in {@code
 * docs/change-event.md}.
 */
@NullMarked
package io.headwater.capture.normalize.debezium;

import org.jspecify.annotations.NullMarked;
