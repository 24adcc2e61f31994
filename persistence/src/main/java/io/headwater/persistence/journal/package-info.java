/**
 * A Pekko Persistence journal over a Kafka topic and a local RocksDB store.
 *
 * <p>In: resource events of every actor of the node. Out: journal records and state records in one
 * Kafka transaction. Invariants: acknowledged means committed and stored; the store never holds
 * what is not committed. On failure: a commit of unknown outcome is settled by reading the log; a
 * fenced writer stops for good.
 */
@NullMarked
package io.headwater.persistence.journal;

import org.jspecify.annotations.NullMarked;
