package io.headwater.core.quarantine;

import java.time.Instant;
import java.util.Optional;

/**
 * What a list tells of a quarantine record: all but its payload.
 *
 * @param id the record's key on the topic
 * @param record the record, whose payload is empty
 * @param bytes the size of the payload that is kept
 * @param partition the partition of the quarantine topic in which it stands
 * @param offset its offset there
 */
public record QuarantineEntry(
    String id, QuarantineRecord record, int bytes, int partition, long offset) {

  /** When it was refused last. */
  public Instant last() {
    return record.timestamp();
  }

  /** Why it cannot be tried again; empty when it can. */
  public Optional<String> obstacle() {
    RefusedInput input = record.input();
    return switch (input.form()) {
      case CONNECT_JSON -> input.extent().isComplete() ? Optional.empty() : Optional.of(gone());
      case CHANGE_EVENT, RAW ->
          input.extent().isComplete() || input.place().isPresent()
              ? Optional.empty()
              : Optional.of(gone());
      case RESOURCE -> Optional.empty();
      case ROWS ->
          Optional.of(
              "the event stays in its journal, whose reader went past it; mend: change the row in the source, which publishes the resource anew, then drop the record");
      case BYTES ->
          Optional.of(
              "the bytes are no change, so trying them again would refuse them again; mend: find who wrote them, then drop the record");
    };
  }

  private String gone() {
    return "the payload is not whole (%s), and its origin is not in Kafka; mend: touch the row in the source, or take a new snapshot of it, then drop the record"
        .formatted(record.input().extent().key());
  }
}
