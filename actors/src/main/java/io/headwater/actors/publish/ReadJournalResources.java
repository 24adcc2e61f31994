package io.headwater.actors.publish;

import io.headwater.core.produce.HeldRows;
import io.headwater.core.produce.KnownResources;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The resources that a journal knows, from its read journal.
 *
 * <p>A persistence id holds an id's text only, and {@code 42} may be a number or a text; so one
 * event of each resource is read, which has the id itself. The journal is asked with each call.
 */
public final class ReadJournalResources implements KnownResources, HeldRows {

  private static final String SEPARATOR = "|";
  private static final int PARALLEL_READS = 8;
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final ActorSystem<?> system;
  private final String readJournal;

  /**
   * The resources of a read journal.
   *
   * @param readJournal its plugin's id
   */
  public ReadJournalResources(ActorSystem<?> system, String readJournal) {
    this.system = system;
    this.readJournal = readJournal;
  }

  /**
   * {@inheritDoc}
   *
   * @throws PublishException when the journal cannot be read
   */
  @Override
  public void forEach(ResourceType type, Consumer<ResourceId> visitor) {
    go(type, this::anyEvent, event -> visitor.accept(event.header().resource().id()));
  }

  /**
   * {@inheritDoc} Every event that is kept of each resource is read, as the newest is the last.
   *
   * @throws PublishException when the journal cannot be read
   */
  @Override
  public void forEachHolder(ResourceType type, BiConsumer<ResourceId, ResourceRows> visitor) {
    go(
        type,
        this::newestEvent,
        event -> visitor.accept(event.header().resource().id(), event.rows()));
  }

  private void go(
      ResourceType type,
      Function<String, Source<EventEnvelope, NotUsed>> events,
      Consumer<ResourceEvent> visitor) {
    String prefix = type.name() + SEPARATOR;
    try {
      PersistenceQuery.get(system)
          .getReadJournalFor(CurrentPersistenceIdsQuery.class, readJournal)
          .currentPersistenceIds()
          .filter(id -> id.startsWith(prefix))
          .flatMapMerge(PARALLEL_READS, events::apply)
          .map(ReadJournalResources::event)
          .runForeach(visitor::accept, system)
          .toCompletableFuture()
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | CompletionException | TimeoutException e) {
      throw new PublishException(
          "the resources of type %s cannot be read from %s: %s"
              .formatted(type, readJournal, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException("interrupted while resources were read", e);
    }
  }

  /** One event; the first may be gone when the journal was pruned. */
  private Source<EventEnvelope, NotUsed> anyEvent(String persistenceId) {
    CurrentEventsByPersistenceIdQuery journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, readJournal);
    return journal
        .currentEventsByPersistenceId(persistenceId, 1, 1)
        .orElse(journal.currentEventsByPersistenceId(persistenceId, 1, Long.MAX_VALUE).take(1));
  }

  private Source<EventEnvelope, NotUsed> newestEvent(String persistenceId) {
    return PersistenceQuery.get(system)
        .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, readJournal)
        .currentEventsByPersistenceId(persistenceId, 1, Long.MAX_VALUE)
        .fold(Optional.<EventEnvelope>empty(), (former, envelope) -> Optional.of(envelope))
        .mapConcat(newest -> newest.stream().toList());
  }

  private static ResourceEvent event(EventEnvelope envelope) {
    if (envelope.event() instanceof ResourceEvent event) {
      return event;
    }
    throw new IllegalStateException(envelope.persistenceId() + " is not a resource");
  }
}
