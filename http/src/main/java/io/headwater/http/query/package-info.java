/**
 * Current states by id and in pages, what types there are, and their contracts.
 *
 * <p>In: the bootstrap view. Out: JSON, states byte for byte as they were published. Invariant: an
 * absence is only told once the view has caught up, and an answer from before says so. On failure:
 * a problem.
 */
@NullMarked
package io.headwater.http.query;

import org.jspecify.annotations.NullMarked;
