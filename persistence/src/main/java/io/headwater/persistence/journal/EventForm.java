package io.headwater.persistence.journal;

import io.headwater.core.binary.MalformedBinaryException;
import io.headwater.core.json.Bytes;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.resource.ResourceKey;
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
              resourceEvent(persistenceId, entry),
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

  /** The event, which must be one of the resource under whose id it is kept. */
  private static ResourceEvent resourceEvent(String persistenceId, JournalEntry entry) {
    ResourceEvent event;
    try {
      event = ResourceEventCodec.decode(entry.payload());
    } catch (MalformedBinaryException e) {
      throw new JournalException(
          "event %d of %s in the journal cannot be read: %s"
              .formatted(entry.sequenceNr(), persistenceId, e.getMessage()),
          e);
    }
    ResourceKey resource = event.header().resource();
    if (!persistenceId.equals(resource.type().name() + "|" + resource.id().text())) {
      throw new JournalException(
          "event %d of %s in the journal is one of %s; mend: find out who wrote it, and replace the record as docs/journal-format.md says under 'A record of somebody else'"
              .formatted(entry.sequenceNr(), persistenceId, resource));
    }
    return event;
  }
}
