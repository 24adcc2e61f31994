/**
 * Keeps one engine per source running.
 *
 * <p>In: nothing; the engine reads the source. Out: the engine writes the change log itself.
 * Invariant: one engine per source in the cluster. On failure: started again after a pause that
 * grows.
 */
@NullMarked
package io.headwater.actors.capture;

import org.jspecify.annotations.NullMarked;
