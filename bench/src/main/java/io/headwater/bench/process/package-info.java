/**
 * Benchmarks of what runs: the journal with sharding, entities, Kafka and the local store, a whole
 * node behind raw topics, and the HTTP server before a bootstrap view.
 *
 * <p>In: row changes of widgets, or their states, made up here. Out: one line for people and one of
 * JSON for each run. Invariant: the broker has a process of its own, as has a server whose clients
 * are measured, and at most one command per resource is in flight. On failure: the run ends with an
 * exception; processes and folders that it made are gone.
 */
@NullMarked
package io.headwater.bench.process;

import org.jspecify.annotations.NullMarked;
