/**
 * JSON values that lose nothing: numbers keep their literal, objects keep their order.
 *
 * <p>In: JSON text. Out: {@link io.headwater.core.json.Value}. Invariant: reading what was written
 * gives an equal value, and equal values with members in the same order are equal bytes.
 */
@NullMarked
package io.headwater.core.json;

import org.jspecify.annotations.NullMarked;
