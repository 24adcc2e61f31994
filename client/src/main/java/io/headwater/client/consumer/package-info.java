/**
 * A consumer that keeps a copy of a resource type: bootstraps over HTTP, follows the stream, and
 * starts again when it must.
 *
 * <p>In: bootstraps, and a state topic or the HTTP tail. Out: {@link
 * io.headwater.client.consumer.StateChange}s into a {@link io.headwater.client.consumer.StateSink},
 * each with the position behind it. Invariant: of each resource the sink sees every change that the
 * stream still has, in order. An atomic sink sees none twice unless it lost its position, and never
 * one that is older than what it has; another one sees those again that it had no position for. On
 * failure: it tries again until it succeeds; the sink's word is the only memory.
 */
@NullMarked
package io.headwater.client.consumer;

import org.jspecify.annotations.NullMarked;
