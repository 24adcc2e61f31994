package io.headwater.persistence.journal;

import com.typesafe.config.Config;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.publish.StateRecord;
import io.headwater.core.publish.StateRecords;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * The journal plugin {@code headwater.persistence.journal}.
 *
 * <p>A resource's events are complete: its actor recovers from the newest, whatever history is
 * kept. The events of one atomic write, and all writes of one call, are committed together. Reading
 * opens the partition of the persistence id, if its shard is here; writing requires that it is
 * open. Created by Pekko.
 */
public final class KafkaJournal extends AsyncWriteJournal {

  /** The most entries that wait for the second question of a recovery; others are read twice. */
  private static final int MAX_RECOVERING = 10_000;

  private static final long MAX_RECOVERING_BYTES = 64L * 1024 * 1024;

  private final JournalRuntime runtime;
  private final History history;
  private final EventForm form;
  private final StateRecords records;
  private final Executor executor;
  private final ConcurrentHashMap<String, CompletableFuture<Optional<Exception>>> pending =
      new ConcurrentHashMap<>();
  // Pekko asks for the highest number first and for the events right after it.
  private final RecoveringEntries recovering =
      new RecoveringEntries(MAX_RECOVERING, MAX_RECOVERING_BYTES);

  /** Called by Pekko with the plugin's configuration. */
  public KafkaJournal(Config config) {
    this.runtime = KafkaJournalExtension.runtime(context().system(), config);
    this.history = runtime.settings().history();
    this.form = new EventForm(context().system(), history);
    this.records =
        context()
            .system()
            .settings()
            .setup()
            .get(StateRecordsSetup.class)
            .map(StateRecordsSetup::records)
            .orElseGet(() -> new StateRecords(Map.of()));
    this.executor = context().dispatcher();
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    List<CompletableFuture<Optional<Exception>>> results = new ArrayList<>(1);
    Map<String, JournalWrite> accepted = new LinkedHashMap<>(2);
    for (AtomicWrite write : writes) {
      try {
        JournalWrite own = journalWrite(write);
        JournalWrite whole =
            accepted.merge(
                write.persistenceId(), own, (former, later) -> former.followedBy(later, history));
        results.add(whole.done());
      } catch (RuntimeException | NotSerializableException e) {
        results.add(CompletableFuture.completedFuture(Optional.of(e)));
      }
    }
    accepted.values().forEach(this::submit);
    return FutureConverters.asScala(all(results));
  }

  /** Nearly every call is of one actor with one write. */
  private static CompletionStage<Iterable<Optional<Exception>>> all(
      List<CompletableFuture<Optional<Exception>>> results) {
    if (results.size() == 1) {
      return results.getFirst().thenApply(List::of);
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(ok -> results.stream().map(CompletableFuture::join).toList());
  }

  private void submit(JournalWrite write) {
    CompletableFuture<Optional<Exception>> done = write.done();
    pending.put(write.persistenceId(), done);
    CompletableFuture<?> unused =
        done.whenComplete((ok, failure) -> pending.remove(write.persistenceId(), done));
    runtime.submit(write);
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    CompletionStage<Void> deleted =
        readable(persistenceId).thenCompose(ok -> delete(persistenceId, toSequenceNr));
    return FutureConverters.asScala(deleted);
  }

  private CompletionStage<Void> delete(String persistenceId, long toSequenceNr) {
    Optional<JournalEntry> newest = runtime.entry(persistenceId);
    boolean isDeletable =
        newest.isPresent() && (history.keepsFormer() || newest.get().sequenceNr() <= toSequenceNr);
    if (!isDeletable) {
      return CompletableFuture.completedFuture(null);
    }
    List<String> removed = new ArrayList<>();
    if (history.keepsFormer()) {
      runtime.replay(
          persistenceId,
          0,
          toSequenceNr,
          Long.MAX_VALUE,
          entry -> removed.add(history.key(persistenceId, entry.sequenceNr())));
    }
    // Not pending: the writer drops it when a newer event came before it.
    JournalWrite deletion =
        JournalWrite.deletion(
            persistenceId, partition(persistenceId), newest.get().deletion(toSequenceNr), removed);
    runtime.submit(deletion);
    return deletion.done().thenCompose(KafkaJournal::accepted);
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replay) {
    // Does not open: Pekko has asked for the highest number before, and the shard may have ended.
    CompletionStage<Void> replayed =
        settled(persistenceId, runtime.opened(partition(persistenceId)))
            .thenAcceptAsync(
                ok ->
                    events(
                        persistenceId,
                        Math.max(fromSequenceNr, 1),
                        toSequenceNr,
                        max,
                        entry -> replay.accept(form.decode(persistenceId, entry))),
                executor);
    return FutureConverters.asScala(replayed);
  }

  /** A complete newest event is all that recovery needs, even where a history is kept. */
  private void events(
      String persistenceId, long from, long to, long max, Consumer<JournalEntry> visitor) {
    Optional<JournalEntry> newest =
        recovering
            .take(persistenceId)
            .filter(entry -> entry.sequenceNr() == to)
            .or(() -> runtime.entry(persistenceId));
    if (newest.isPresent()
        && newest.get().kind() == JournalEntry.Kind.COMPLETE
        && newest.get().sequenceNr() <= to) {
      if (max > 0 && newest.get().sequenceNr() >= from) {
        visitor.accept(newest.get());
      }
      return;
    }
    runtime.replay(persistenceId, from, to, max, visitor);
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    CompletionStage<Long> highest =
        readable(persistenceId)
            .thenApplyAsync(
                ok -> {
                  Optional<JournalEntry> newest = runtime.entry(persistenceId);
                  newest.ifPresent(entry -> recovering.keep(persistenceId, entry));
                  return newest.map(JournalEntry::sequenceNr).orElse(0L);
                },
                executor);
    return FutureConverters.asScala(highest);
  }

  /**
   * Opens the partition, if it may be; completes when that is done and the actor's own writes are.
   */
  private CompletableFuture<Void> readable(String persistenceId) {
    return settled(persistenceId, runtime.openForActor(partition(persistenceId)));
  }

  /** Completes when no write of that actor is on its way, whether the last one failed or not. */
  private CompletableFuture<Void> settled(String persistenceId, CompletableFuture<Void> open) {
    CompletableFuture<Optional<Exception>> write = pending.get(persistenceId);
    return write == null ? open : open.thenCompose(ok -> write.handle((done, failure) -> null));
  }

  private static CompletableFuture<Void> accepted(Optional<Exception> refusal) {
    return refusal.isPresent()
        ? CompletableFuture.failedFuture(refusal.get())
        : CompletableFuture.completedFuture(null);
  }

  private JournalWrite journalWrite(AtomicWrite write) throws NotSerializableException {
    History.requireUsable(write.persistenceId());
    List<StateRecord> publications = new ArrayList<>();
    List<JournalEntry> entries = new ArrayList<>();
    for (PersistentRepr message : CollectionConverters.asJava(write.payload())) {
      PersistentRepr untagged =
          message.payload() instanceof Tagged tagged
              ? message.withPayload(tagged.payload())
              : message;
      if (untagged.payload() instanceof ResourceEvent event) {
        publications.addAll(records.of(event));
      }
      if (!history.keepsFormer()) {
        entries.clear();
      }
      entries.add(form.encode(untagged));
    }
    return JournalWrite.of(
        write.persistenceId(), partition(write.persistenceId()), entries, publications);
  }

  private int partition(String persistenceId) {
    return runtime.settings().partition(persistenceId);
  }
}
