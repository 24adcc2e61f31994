package io.headwater.persistence.journal;

import com.typesafe.config.Config;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.publish.StateRecord;
import io.headwater.core.publish.StateRecords;
import io.headwater.core.resource.Partitions;
import io.headwater.persistence.produce.ResourceEventCodec;
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
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * The journal plugin {@code headwater.persistence.journal}.
 *
 * <p>Every event of a resource is complete, so the journal keeps and replays the newest only; of an
 * atomic write of several events it keeps the last and publishes all. The writes of one call are of
 * one actor and are committed together. Created by Pekko.
 */
public final class KafkaJournal extends AsyncWriteJournal {

  private final JournalRuntime runtime;
  private final Executor executor;
  private final ConcurrentHashMap<String, CompletableFuture<Optional<Exception>>> pending =
      new ConcurrentHashMap<>();

  /** Called by Pekko with the plugin's configuration. */
  public KafkaJournal(Config config) {
    this.runtime = KafkaJournalExtension.runtime(context().system(), config);
    this.executor = context().dispatcher();
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    List<CompletableFuture<Optional<Exception>>> results = new ArrayList<>();
    Map<String, JournalWrite> accepted = new LinkedHashMap<>();
    for (AtomicWrite write : writes) {
      try {
        JournalWrite own = journalWrite(write);
        JournalWrite whole = accepted.merge(write.persistenceId(), own, JournalWrite::followedBy);
        results.add(whole.done());
      } catch (RuntimeException e) {
        results.add(CompletableFuture.completedFuture(Optional.of(e)));
      }
    }
    accepted.values().forEach(this::submit);
    CompletionStage<Iterable<Optional<Exception>>> all =
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
            .thenApply(ok -> results.stream().map(CompletableFuture::join).toList());
    return FutureConverters.asScala(all);
  }

  private void submit(JournalWrite write) {
    CompletableFuture<Optional<Exception>> done = write.done();
    pending.put(write.persistenceId(), done);
    runtime.submit(write);
    CompletableFuture<?> unused =
        done.whenComplete((ok, failure) -> pending.remove(write.persistenceId(), done));
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    CompletionStage<Void> deleted =
        settled(persistenceId)
            .thenCompose(
                ok -> {
                  Optional<JournalEntry> entry = runtime.store().entry(persistenceId);
                  if (entry.isEmpty() || entry.get().sequenceNr() > toSequenceNr) {
                    return CompletableFuture.completedFuture(null);
                  }
                  // Not pending: the writer drops it when a newer event came before it.
                  JournalWrite deletion =
                      new JournalWrite(
                          persistenceId,
                          partition(persistenceId),
                          entry.get().toMarker(),
                          List.of(),
                          new CompletableFuture<>());
                  runtime.submit(deletion);
                  return deletion.done().thenCompose(KafkaJournal::accepted);
                });
    return FutureConverters.asScala(deleted);
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replay) {
    CompletionStage<Void> replayed =
        settled(persistenceId)
            .thenAcceptAsync(
                ok -> {
                  Optional<JournalEntry> entry = runtime.store().entry(persistenceId);
                  if (max > 0
                      && entry.isPresent()
                      && !entry.get().isMarker()
                      && entry.get().sequenceNr() >= fromSequenceNr
                      && entry.get().sequenceNr() <= toSequenceNr) {
                    replay.accept(repr(persistenceId, entry.get()));
                  }
                },
                executor);
    return FutureConverters.asScala(replayed);
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    CompletionStage<Long> highest =
        settled(persistenceId)
            .thenApplyAsync(
                ok -> runtime.store().entry(persistenceId).map(JournalEntry::sequenceNr).orElse(0L),
                executor);
    return FutureConverters.asScala(highest);
  }

  /** Completes when no write of that actor is on its way, whether the last one failed or not. */
  private CompletableFuture<Void> settled(String persistenceId) {
    CompletableFuture<Optional<Exception>> write = pending.get(persistenceId);
    return write == null
        ? CompletableFuture.completedFuture(null)
        : write.handle((ok, failure) -> null);
  }

  private static CompletableFuture<Void> accepted(Optional<Exception> refusal) {
    return refusal.isPresent()
        ? CompletableFuture.failedFuture(refusal.get())
        : CompletableFuture.completedFuture(null);
  }

  private JournalWrite journalWrite(AtomicWrite write) {
    List<StateRecord> publications = new ArrayList<>();
    Optional<JournalEntry> newest = Optional.empty();
    for (PersistentRepr repr : CollectionConverters.asJava(write.payload())) {
      if (!(repr.payload() instanceof ResourceEvent event)) {
        throw new JournalException(
            "the journal keeps resource events, not " + repr.payload().getClass().getName());
      }
      publications.addAll(StateRecords.of(event));
      newest = Optional.of(new JournalEntry(repr.sequenceNr(), ResourceEventCodec.encode(event)));
    }
    return new JournalWrite(
        write.persistenceId(),
        partition(write.persistenceId()),
        newest.orElseThrow(),
        publications,
        new CompletableFuture<>());
  }

  private int partition(String persistenceId) {
    String resourceId = persistenceId.substring(persistenceId.indexOf('|') + 1);
    return Partitions.of(resourceId, runtime.partitions());
  }

  private static PersistentRepr repr(String persistenceId, JournalEntry entry) {
    return PersistentRepr.apply(
        ResourceEventCodec.decode(entry.payload()),
        entry.sequenceNr(),
        persistenceId,
        "",
        false,
        ActorRef.noSender(),
        "");
  }
}
