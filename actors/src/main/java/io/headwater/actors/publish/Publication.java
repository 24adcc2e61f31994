package io.headwater.actors.publish;

import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.publish.StateRecord;
import io.headwater.core.quarantine.QuarantineRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.persistence.query.Offset;

/**
 * What one event of the journal publishes.
 *
 * @param event the event
 * @param states its state records, in order; none when the document did not change
 * @param refused what is quarantined instead, when the event cannot be published
 * @param offset the event's place in the read journal
 * @param persistedAt when the event was persisted
 */
record Publication(
    ResourceEvent event,
    List<StateRecord> states,
    Optional<QuarantineRecord> refused,
    Offset offset,
    Instant persistedAt) {
  Publication {
    states = List.copyOf(states);
  }
}
