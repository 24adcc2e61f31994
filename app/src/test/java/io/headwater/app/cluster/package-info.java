/**
 * Tests of several Headwater processes on one machine, with a real PostgreSQL and a real Kafka.
 *
 * <p>In: processes that join, leave, are killed, paused, or lose the broker or its answers, under
 * load. Out: the topics from their first record. Invariant, checked after each: every committed
 * transaction is in the topics once, each resource's records are in the order of its versions, and
 * every process serves what the source holds. On failure: the processes' output is in the message.
 */
@NullMarked
package io.headwater.app.cluster;

import org.jspecify.annotations.NullMarked;
