/**
 * What the actors' side writes to Kafka: the quarantine, and the state records of a journal that
 * does not publish by itself.
 *
 * <p>In: refused input; events of a read journal. Out: records of the quarantine and of the state
 * topics. Invariant: an acknowledged record is durable; state records and the read journal's offset
 * are one transaction. On failure: the stage that refused the input does not go past it; the
 * publisher starts anew from the committed offset.
 */
@NullMarked
package io.headwater.actors.publish;

import org.jspecify.annotations.NullMarked;
