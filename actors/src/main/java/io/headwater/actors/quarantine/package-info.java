/**
 * The quarantine's topics: what is kept, what there is, and what somebody wishes about it.
 *
 * <p>In: refused input, and the topics themselves. Out: records, tombstones and wishes for retries.
 * Invariant: a wish is carried out by the engine of its source, never here. On failure: what is to
 * be kept is not acknowledged, and comes again.
 */
@NullMarked
package io.headwater.actors.quarantine;

import org.jspecify.annotations.NullMarked;
