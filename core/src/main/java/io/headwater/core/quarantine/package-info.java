/**
 * Where refused input of every stage is kept, with the reason and all that a retry needs.
 *
 * <p>Invariant: nothing is dropped; a stage goes past refused input only when it is durable here.
 */
@NullMarked
package io.headwater.core.quarantine;

import org.jspecify.annotations.NullMarked;
