/**
 * Benchmarks of the journal as it runs: sharding, entities, Kafka and the local store.
 *
 * <p>In: row changes of widgets, made up in this process. Out: one line for people and one of JSON
 * for each run. Invariant: the broker has a process of its own, and at most one command per
 * resource is in flight. On failure: the run ends with an exception; processes and folders that it
 * made are gone.
 */
@NullMarked
package io.headwater.bench.journal;

import org.jspecify.annotations.NullMarked;
