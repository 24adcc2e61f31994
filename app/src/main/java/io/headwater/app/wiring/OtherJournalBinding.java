package io.headwater.app.wiring;

import com.typesafe.config.Config;
import io.headwater.actors.produce.ProduceMeters;
import io.headwater.actors.publish.JournalPublisher;
import io.headwater.actors.publish.PublishMeters;
import io.headwater.actors.publish.PublishParts;
import io.headwater.actors.publish.PublishSettings;
import io.headwater.actors.publish.PublishedOffsets;
import io.headwater.actors.publish.ReadJournalResources;
import io.headwater.actors.publish.TaggedEvents;
import io.headwater.core.produce.HeldRows;
import io.headwater.core.produce.KnownResources;
import io.headwater.core.produce.ShardListener;
import io.headwater.core.publish.StateRecords;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByTagQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** Any other journal plugin: a publisher follows it through its read journal. */
record OtherJournalBinding(ActorSystem<?> system, NodePlan plan) implements JournalBinding {

  private static final String PUBLISH = "headwater.publish";

  /** A read journal may hold back what stands behind a gap for some seconds. */
  private static final Duration LOOK_LIMIT = Duration.ofSeconds(20);

  static PublishSettings settings(NodePlan plan) {
    return PublishSettings.from(
        plan.config().getConfig(PUBLISH), plan.settings().produce().partitions());
  }

  static void requireReadJournal(NodePlan plan) {
    Config config = plan.config();
    String readJournal = config.getString(PUBLISH + ".read-journal");
    if (!config.hasPath(readJournal + ".class")) {
      throw new StartException(
          "%s.read-journal is '%s', and no plugin has this id; mend: name the read journal of %s"
              .formatted(PUBLISH, readJournal, config.getString(NodePlan.JOURNAL_PLUGIN)));
    }
  }

  @Override
  public Optional<String> failure() {
    // The publisher starts anew by itself, and so do the resources.
    return Optional.empty();
  }

  @Override
  public Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  public KnownResources known() {
    return new ReadJournalResources(system, settings(plan).readJournal());
  }

  @Override
  public HeldRows held() {
    return new ReadJournalResources(system, settings(plan).readJournal());
  }

  @Override
  public ShardListener shards() {
    return UnheardShards.UNHEARD;
  }

  @Override
  public void startPublishing(MeterRegistry registry, ProduceMeters meters) {
    PublishParts parts =
        new PublishParts(
            settings(plan),
            plan.mappings(),
            new StateRecords(plan.rules()),
            plan.kafka(),
            new PublishMeters(registry, Clock.systemUTC(), meters::published));
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(JournalPublisher.create(parts), "publish")
                .withStopMessage(JournalPublisher.Stop.STOP));
  }

  @Override
  public boolean isPublished() {
    PublishSettings settings = settings(plan);
    Optional<Offset> published = new PublishedOffsets(plan.kafka(), settings).newest();
    return published.isPresent()
        && asked(events(published.get(), settings).take(1).runWith(Sink.seq(), system)).isEmpty();
  }

  @Override
  public Publishing publishing() {
    PublishSettings settings = settings(plan);
    return new JournalPublishing(
        new PublishedOffsets(plan.kafka(), settings)::newest,
        published ->
            asked(events(published, settings).runWith(Sink.lastOption(), system))
                .map(EventEnvelope::offset)
                .orElse(published),
        Thread::startVirtualThread);
  }

  /** The events behind that offset. */
  private Source<EventEnvelope, NotUsed> events(Offset offset, PublishSettings settings) {
    return PersistenceQuery.get(system)
        .getReadJournalFor(CurrentEventsByTagQuery.class, settings.readJournal())
        .currentEventsByTag(TaggedEvents.TAG, offset);
  }

  private static <T> T asked(CompletionStage<T> answer) {
    try {
      return answer.toCompletableFuture().get(LOOK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the journal does not tell its events", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the journal was read", e);
    }
  }
}
