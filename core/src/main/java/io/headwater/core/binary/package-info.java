/**
 * The compact binary form of what the journal keeps and what nodes send each other.
 *
 * <p>In: primitives, texts, instants, {@link io.headwater.core.json.Value}. Out: bytes. Invariants:
 * reading what was written gives an equal value; equal values in the same order are equal bytes. On
 * failure: {@link io.headwater.core.binary.MalformedBinaryException} for any other bytes, before
 * more memory is taken than they justify.
 */
@NullMarked
package io.headwater.core.binary;

import org.jspecify.annotations.NullMarked;
