package io.headwater.app.wiring;

import io.headwater.actors.produce.ProduceMeters;
import io.headwater.actors.publish.PublishException;
import io.headwater.actors.publish.PublishedOffsets;
import io.headwater.core.produce.HeldRows;
import io.headwater.core.produce.KnownResources;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.ShardListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.pekko.actor.typed.ActorSystem;

/** The journal that is configured, and what differs between Headwater's own and any other. */
sealed interface JournalBinding permits KafkaJournalBinding, OtherJournalBinding {

  /**
   * Finds out what would keep the journal from working, before anything runs; the topics exist.
   *
   * @throws StartException when its database or the state topics do not fit
   */
  static void check(NodePlan plan) {
    if (plan.persistingPublishes()) {
      return;
    }
    OtherJournalBinding.requireReadJournal(plan);
    JournalTables.ensure(plan.config());
    try {
      new PublishedOffsets(plan.kafka(), OtherJournalBinding.settings(plan))
          .requireOwn(plan.mappings().stream().map(ResourceMapping::type).toList());
    } catch (PublishException | KafkaException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The journal of a running actor system. */
  static JournalBinding open(ActorSystem<?> system, NodePlan plan) {
    return plan.persistingPublishes()
        ? KafkaJournalBinding.open(system)
        : new OtherJournalBinding(system, plan);
  }

  /** Why the process cannot go on and must end; empty while the journal works. */
  Optional<String> failure();

  /** What keeps the journal from serving now and may pass; empty when nothing does. */
  Optional<String> problem();

  /** Which resources the journal knows. */
  KnownResources known();

  /** Which rows the resources hold. */
  HeldRows held();

  /** Who is told of the shards on this node. */
  ShardListener shards();

  /** Sees to it that what is persisted is published. */
  void startPublishing(MeterRegistry registry, ProduceMeters meters);

  /** Whether all that is persisted now is published; may ask the journal, so it blocks. */
  boolean isPublished();

  /** Tells those who wait when what is persisted is published. */
  Publishing publishing();
}
