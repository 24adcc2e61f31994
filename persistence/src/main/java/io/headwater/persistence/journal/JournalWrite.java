package io.headwater.persistence.journal;

import io.headwater.core.json.Bytes;
import io.headwater.core.publish.StateRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One actor's write on its way to the journal.
 *
 * @param persistenceId whose write it is
 * @param partition the partition of the journal record and of the state records
 * @param entry the newest event of the write
 * @param publications the state records of all its events, in order
 * @param done completes empty when the write is committed and stored, with the reason when it alone
 *     was refused and nothing of it is stored, and exceptionally when the journal failed
 */
record JournalWrite(
    String persistenceId,
    int partition,
    JournalEntry entry,
    List<StateRecord> publications,
    CompletableFuture<Optional<Exception>> done) {

  /** This write and a later one of the same actor as one, which keeps this one's future. */
  JournalWrite followedBy(JournalWrite later) {
    List<StateRecord> both = new ArrayList<>(publications);
    both.addAll(later.publications);
    return new JournalWrite(persistenceId, partition, later.entry, both, done);
  }

  boolean isNewerThan(JournalEntry other) {
    return entry.sequenceNr() > other.sequenceNr();
  }

  /** Lets a write that this one made superfluous end as this one does. */
  void answerTo(JournalWrite other) {
    CompletableFuture<?> unused =
        done.whenComplete(
            (refusal, failure) -> {
              if (failure == null) {
                other.done.complete(refusal);
              } else {
                other.done.completeExceptionally(failure);
              }
            });
  }

  /** About how many bytes the write adds to a transaction. */
  long bytes() {
    return entry.payload().size()
        + publications.stream()
            .mapToLong(published -> published.value().map(Bytes::size).orElse(0))
            .sum();
  }
}
