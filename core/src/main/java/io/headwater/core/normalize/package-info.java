/**
 * The outcome of turning an engine's record into the standard form.
 *
 * <p>In: one raw record. Out: {@link io.headwater.core.normalize.Normalization}. Invariant: total;
 * no input makes a normalizer throw. On failure: refused, with a reason that quotes no value.
 */
@NullMarked
package io.headwater.core.normalize;

import org.jspecify.annotations.NullMarked;
