/**
 * Random transactions on a real PostgreSQL, and the proof that what is published is the source's.
 *
 * <p>In: a seed. It makes a {@link io.headwater.app.oracle.Shape} (tables, mapping) and a run
 * (transactions, restarts). Out: nothing, or the smallest failing run. Invariant: each resource's
 * records are its distinct states at the ends of the source's transactions, in order, and nothing
 * else. New forms are constants of {@link io.headwater.app.oracle.EmbedForm} and {@link
 * io.headwater.app.oracle.StepKind}.
 */
@NullMarked
package io.headwater.app.oracle;

import org.jspecify.annotations.NullMarked;
