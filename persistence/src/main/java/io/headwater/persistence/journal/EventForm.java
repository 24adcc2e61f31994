package io.headwater.persistence.journal;

import io.headwater.core.json.Bytes;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.persistence.produce.ResourceEventCodec;
import java.io.NotSerializableException;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;

/**
 * Turns Pekko's persistent messages into journal entries and back.
 *
 * <p>Resource events have their own compact form and are complete, so that the newest alone
 * recovers its actor. Any other event is kept as Pekko serializes it, with its serializer's id and
 * manifest.
 */
final class EventForm {

  private final Serialization serialization;
  private final History history;

  EventForm(ActorSystem system, History history) {
    this.serialization = SerializationExtension.get(system);
    this.history = history;
  }

  /**
   * The entry of a message.
   *
   * @throws NotSerializableException when there is no serializer for the event
   * @throws JournalException when the journal keeps too little to recover from such events
   */
  JournalEntry encode(PersistentRepr message) throws NotSerializableException {
    if (message.payload() instanceof ResourceEvent event) {
      return JournalEntry.complete(message.sequenceNr(), ResourceEventCodec.encode(event));
    }
    if (!history.keepsAll()) {
      throw new JournalException(
          "an event of %s does not recover its actor alone, and the journal keeps not all; mend: set headwater.persistence.journal.history = all"
              .formatted(message.payload().getClass().getName()));
    }
    return JournalEntry.serialized(
        message.sequenceNr(), Bytes.of(serialization.serialize(message).get()));
  }

  /** The message of an entry that is no deletion. */
  PersistentRepr decode(String persistenceId, JournalEntry entry) {
    return switch (entry.kind()) {
      case COMPLETE ->
          PersistentRepr.apply(
              ResourceEventCodec.decode(entry.payload()),
              entry.sequenceNr(),
              persistenceId,
              "",
              false,
              ActorRef.noSender(),
              "");
      case SERIALIZED ->
          serialization.deserialize(entry.payload().array(), PersistentRepr.class).get();
      case DELETION ->
          throw new JournalException(
              "the deletion at %d of %s is no event".formatted(entry.sequenceNr(), persistenceId));
    };
  }
}
