/**
 * A resource type as a table of a PostgreSQL database.
 *
 * <p>In: changes and positions from a {@link io.headwater.client.consumer.StateSink}'s caller. Out:
 * rows. Invariant: rows and position change in one transaction, which names the position that it
 * goes on from; so each change has its effect once, and of two processes only one can write. On
 * failure: nothing of the transaction stays. A database that does not answer is told from a change
 * that does not fit; neither message holds values or secrets.
 */
@NullMarked
package io.headwater.replica;

import org.jspecify.annotations.NullMarked;
