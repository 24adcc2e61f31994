/**
 * Random transactions on a real PostgreSQL, and the proof that what is published is the source's.
 *
 * <p>In: a seed. It makes a {@link io.headwater.app.oracle.Shape} (tables, mappings) and a run
 * (transactions, restarts). Out: nothing, or the smallest failing run. Invariant: each resource's
 * records are its distinct states at the ends of the source's transactions, in order, and nothing
 * else but marked parts where a run asks for them. What a mapping means stands in SQL here, by the
 * mapping's reference, so that it is no copy of the product. New forms are constants of {@link
 * io.headwater.app.oracle.EmbedForm} and {@link io.headwater.app.oracle.StepKind}, and so that they
 * occur in the normal build, of {@link io.headwater.app.oracle.Feature}.
 */
@NullMarked
package io.headwater.app.oracle;

import org.jspecify.annotations.NullMarked;
