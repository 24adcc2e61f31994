package io.headwater.persistence.journal;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * A record that was given to the producer.
 *
 * @param write the write that it belongs to
 * @param topic where it goes
 * @param metadata where it ended up
 */
record SentRecord(JournalWrite write, String topic, Future<RecordMetadata> metadata) {

  /** Where a committed record is. */
  RecordMetadata committed() {
    try {
      return metadata.get();
    } catch (ExecutionException e) {
      throw new JournalException("a committed record reports a failure", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalException("the journal writer was interrupted", e);
    }
  }

  /** Why no transaction can ever hold this record; empty when that is not known to be so. */
  Optional<RecordRefusedException> refusal() {
    if (metadata.state() == Future.State.FAILED
        && metadata.exceptionNow() instanceof RecordTooLargeException tooLarge) {
      return Optional.of(
          new RecordRefusedException(
              "a record of %s is too large for topic %s: %s; mend: raise the topic's max.message.bytes, or keep large columns out of the mapping"
                  .formatted(write.persistenceId(), topic, tooLarge.getMessage()),
              tooLarge));
    }
    return Optional.empty();
  }
}
