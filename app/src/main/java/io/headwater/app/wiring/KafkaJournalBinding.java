package io.headwater.app.wiring;

import io.headwater.actors.produce.ProduceMeters;
import io.headwater.core.produce.HeldRows;
import io.headwater.core.produce.KnownResources;
import io.headwater.core.produce.ShardListener;
import io.headwater.persistence.journal.JournalRuntime;
import io.headwater.persistence.journal.KafkaJournalExtension;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** Headwater's own journal, which publishes what it persists in the same transaction. */
record KafkaJournalBinding(JournalRuntime journal) implements JournalBinding {

  /** Opens the journal, and so blocks. */
  static KafkaJournalBinding open(ActorSystem<?> system) {
    return new KafkaJournalBinding(KafkaJournalExtension.runtime(Adapter.toClassic(system)));
  }

  @Override
  public Optional<String> failure() {
    return journal.failure().map(Reasons::of);
  }

  @Override
  public Optional<String> problem() {
    return journal.problem();
  }

  @Override
  public KnownResources known() {
    return journal;
  }

  @Override
  public HeldRows held() {
    return journal;
  }

  @Override
  public ShardListener shards() {
    return journal;
  }

  @Override
  public void startPublishing(MeterRegistry registry, ProduceMeters meters) {
    // Persisting is publishing.
  }

  @Override
  public boolean isPublished() {
    return true;
  }

  @Override
  public Publishing publishing() {
    return deadline -> Optional.of(() -> true);
  }
}
