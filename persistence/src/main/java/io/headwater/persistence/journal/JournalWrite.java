package io.headwater.persistence.journal;

import io.headwater.core.json.Bytes;
import io.headwater.core.publish.StateRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * One actor's write on its way to the journal.
 *
 * @param persistenceId whose write it is
 * @param partition the partition of the journal records and of the state records
 * @param entries the entries to keep, in order, at least one; either events or one deletion
 * @param removed keys of journal records that a deletion makes void
 * @param publications the state records of all its events, in order
 * @param done completes empty when the write is committed and stored, with the reason when it alone
 *     was refused and nothing of it is stored, and exceptionally when the journal failed
 */
record JournalWrite(
    String persistenceId,
    int partition,
    List<JournalEntry> entries,
    List<String> removed,
    List<StateRecord> publications,
    CompletableFuture<Optional<Exception>> done)
    implements WriterTask {

  static JournalWrite of(
      String persistenceId,
      int partition,
      List<JournalEntry> entries,
      List<StateRecord> publications) {
    return new JournalWrite(
        persistenceId, partition, entries, List.of(), publications, new CompletableFuture<>());
  }

  static JournalWrite deletion(
      String persistenceId, int partition, JournalEntry deletion, List<String> removed) {
    return new JournalWrite(
        persistenceId, partition, List.of(deletion), removed, List.of(), new CompletableFuture<>());
  }

  /** The newest entry. */
  JournalEntry entry() {
    return entries.getLast();
  }

  /** This write and a later one of the same actor as one, which keeps this one's future. */
  JournalWrite followedBy(JournalWrite later, History history) {
    List<JournalEntry> all =
        history.keepsFormer()
            ? Stream.concat(entries.stream(), later.entries.stream()).toList()
            : later.entries;
    List<StateRecord> both = new ArrayList<>(publications);
    both.addAll(later.publications);
    return new JournalWrite(persistenceId, partition, all, removed, both, done);
  }

  /** This deletion without ending the records that it makes void. */
  JournalWrite withoutRemovals() {
    return new JournalWrite(persistenceId, partition, entries, List.of(), publications, done);
  }

  boolean isNewerThan(JournalEntry other) {
    return entry().sequenceNr() > other.sequenceNr();
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
    long bytes = 0;
    for (JournalEntry entry : entries) {
      bytes += entry.frame().size();
    }
    for (StateRecord published : publications) {
      bytes += published.value().map(Bytes::size).orElse(0);
    }
    return bytes;
  }
}
