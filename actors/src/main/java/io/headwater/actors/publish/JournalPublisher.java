package io.headwater.actors.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.EventsByTagQuery;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Publishes the events of a journal that does not publish by itself; a cluster singleton.
 *
 * <p>It reads the events by their tag in the journal's order and commits what is there, as soon as
 * the last commit has returned. The read journal's offset is part of each commit, so each event is
 * published once. After a failure it starts anew from the committed offset, after a pause that
 * grows.
 */
public final class JournalPublisher extends AbstractBehavior<JournalPublisher.Message> {

  private static final Duration MIN_RESTART_PAUSE = Duration.ofMillis(500);
  private static final Duration MAX_RESTART_PAUSE = Duration.ofSeconds(30);
  private static final double RESTART_JITTER = 0.2;

  /** What the publisher is told. */
  public sealed interface Message {}

  /** Stop; what is not committed is published later. */
  public enum Stop implements Message {
    STOP
  }

  private record Ended(Optional<Throwable> failure) implements Message {}

  private final PublicationWriter writer;
  private final UniqueKillSwitch stream;
  private final Executor blocking;

  /** The behavior for a read journal. */
  public static Behavior<Message> create(PublishParts parts) {
    return Behaviors.<Message>supervise(
            Behaviors.setup(context -> new JournalPublisher(context, parts)))
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                MIN_RESTART_PAUSE, MAX_RESTART_PAUSE, RESTART_JITTER));
  }

  private JournalPublisher(ActorContext<Message> context, PublishParts parts) {
    super(context);
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    this.writer = new PublicationWriter(parts.kafka(), parts.settings(), parts.types());
    Pair<UniqueKillSwitch, CompletionStage<Done>> running = run(parts);
    this.stream = running.first();
    context.pipeToSelf(
        running.second(), (done, failure) -> new Ended(Optional.ofNullable(failure)));
  }

  private Pair<UniqueKillSwitch, CompletionStage<Done>> run(PublishParts parts) {
    String readJournal = parts.settings().readJournal();
    EventsByTagQuery journal =
        PersistenceQuery.get(getContext().getSystem())
            .getReadJournalFor(EventsByTagQuery.class, readJournal);
    EventRenderer renderer = new EventRenderer(readJournal, parts.mappings(), parts.records());
    Source<EventEnvelope, UniqueKillSwitch> events =
        Source.completionStage(CompletableFuture.supplyAsync(writer::open, blocking))
            .flatMapConcat(offset -> journal.eventsByTag(TaggedEvents.TAG, offset))
            .viaMat(KillSwitches.single(), Keep.right());
    return events
        .map(renderer::publication)
        .batch(parts.settings().maxBatch(), JournalPublisher::batch, JournalPublisher::add)
        .mapAsync(1, batch -> publish(batch, parts.meters()))
        .toMat(Sink.ignore(), Keep.both())
        .run(getContext().getSystem());
  }

  private CompletionStage<Done> publish(List<Publication> batch, PublishMeters meters) {
    return CompletableFuture.supplyAsync(
        () -> {
          long startedAt = System.nanoTime();
          writer.write(batch, batch.getLast().offset());
          meters.committed(batch, System.nanoTime() - startedAt);
          return Done.getInstance();
        },
        blocking);
  }

  private static List<Publication> batch(Publication first) {
    List<Publication> batch = new ArrayList<>();
    batch.add(first);
    return batch;
  }

  private static List<Publication> add(List<Publication> batch, Publication next) {
    batch.add(next);
    return batch;
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Message.class, this::onMessage)
        .onSignal(PostStop.class, signal -> onEnd())
        .onSignal(PreRestart.class, signal -> onEnd())
        .build();
  }

  private Behavior<Message> onMessage(Message message) {
    return switch (message) {
      case Stop ignored -> Behaviors.stopped();
      case Ended ended ->
          throw new IllegalStateException(
              "publishing has ended and starts anew: "
                  + ended.failure().map(Throwable::getMessage).orElse("the journal's query ended"),
              ended.failure().orElse(null));
    };
  }

  private Behavior<Message> onEnd() {
    stream.shutdown();
    // Not here: it waits for a commit that is under way.
    CompletableFuture<Void> unused = CompletableFuture.runAsync(writer::close, blocking);
    return this;
  }
}
