/**
 * Benchmarks of what runs: the journal with sharding, entities, Kafka and the local store, and a
 * whole node behind raw topics.
 *
 * <p>In: row changes of widgets, made up in this process. Out: one line for people and one of JSON
 * for each run. Invariant: the broker has a process of its own, and at most one command per
 * resource is in flight. On failure: the run ends with an exception; processes and folders that it
 * made are gone.
 */
@NullMarked
package io.headwater.bench.process;

import org.jspecify.annotations.NullMarked;
