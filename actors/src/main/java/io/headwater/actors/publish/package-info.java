/**
 * What the actors' side writes to Kafka beside the journal: the quarantine.
 *
 * <p>Invariant: an acknowledged record is durable. On failure: the stage that refused the input
 * does not go past it.
 */
@NullMarked
package io.headwater.actors.publish;

import org.jspecify.annotations.NullMarked;
