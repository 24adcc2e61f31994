/**
 * Brings the change log to the resources' actors.
 *
 * <p>In: change log partitions, {@code read_committed}. Out: commands to sharded persistent actors;
 * the change log offset is committed behind the oldest unacknowledged change. Invariant: at most
 * one command per resource in flight. On failure: sent again; the log is read again from the
 * committed offset, and what was applied has no effect.
 */
@NullMarked
package io.headwater.actors.produce;

import org.jspecify.annotations.NullMarked;
