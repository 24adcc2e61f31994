package io.headwater.actors.produce;

import io.headwater.core.produce.Decision;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.resource.ResourceType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The metrics of the produce stage; names are part of the operator's contract. Thread-safe. */
public final class ProduceMeters {

  private final MeterRegistry registry;
  private final Clock clock;
  private final boolean persistingPublishes;
  private final Timer commitToPublish;
  private final Counter duplicates;
  private final Counter unchanged;
  private final Counter withheld;
  private final Counter refused;
  private final Counter resent;
  private final Counter transactions;

  /** Registers the metrics, for a journal that publishes what it persists. */
  public ProduceMeters(MeterRegistry registry, Clock clock) {
    this(registry, clock, true);
  }

  /**
   * Registers the metrics.
   *
   * @param persistingPublishes whether what is persisted is published; else {@link #published} is
   *     told
   */
  public ProduceMeters(MeterRegistry registry, Clock clock, boolean persistingPublishes) {
    this.registry = registry;
    this.clock = clock;
    this.persistingPublishes = persistingPublishes;
    this.commitToPublish =
        Timer.builder("headwater.commit.to.publish")
            .description("From the source's commit to the committed state record")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofMinutes(10))
            .register(registry);
    this.duplicates = ignoredCounter(registry, "duplicate");
    this.unchanged = ignoredCounter(registry, "unchanged");
    this.withheld =
        Counter.builder("headwater.produce.withheld.changes")
            .description("Changes whose result cannot be published")
            .register(registry);
    this.refused =
        Counter.builder("headwater.produce.refused.records")
            .description("Change log records that went to the quarantine")
            .register(registry);
    this.resent =
        Counter.builder("headwater.produce.resent.commands")
            .description("Commands that stayed unanswered and were sent again")
            .register(registry);
    this.transactions =
        Counter.builder("headwater.produce.transactions")
            .description("Source transactions taken from the change log")
            .register(registry);
  }

  private static Counter ignoredCounter(MeterRegistry registry, String reason) {
    return Counter.builder("headwater.produce.ignored.changes")
        .description("Changes without effect, by reason")
        .tag("reason", reason)
        .register(registry);
  }

  private Counter violations(ResourceType type) {
    return Counter.builder("headwater.produce.contract.violations")
        .description("Changes whose document violates the contract, by type")
        .tag("type", type.name())
        .register(registry);
  }

  /** Registers the metrics of a type, so that they are there before anything happens. */
  void expect(ResourceType type) {
    violations(type).increment(0);
  }

  void shards(LiveShards shards) {
    Gauge.builder("headwater.produce.shards", shards, LiveShards::count)
        .description("Partitions whose resources live on this node")
        .register(registry);
  }

  void persisted(List<ResourceEvent> events) {
    if (persistingPublishes) {
      events.forEach(this::published);
    }
  }

  /** The event's state records are committed. */
  public void published(ResourceEvent event) {
    if (event.header().provenance().transaction().isPresent()) {
      Duration age = Duration.between(event.header().provenance().timestamp(), clock.instant());
      commitToPublish.record(age.isNegative() ? Duration.ZERO : age);
    }
  }

  void ignored(Decision.Reason reason) {
    switch (reason) {
      case DUPLICATE -> duplicates.increment();
      case UNCHANGED -> unchanged.increment();
    }
  }

  /** A resource of that type withholds what a change makes of it. */
  void withheld(ResourceType type, Decision.Cause cause) {
    switch (cause) {
      case CONTRACT -> violations(type).increment();
      case UNFIT, TOO_LARGE -> {}
    }
  }

  /** The reason why a change is withheld is kept. */
  void withheld() {
    withheld.increment();
  }

  void refused() {
    refused.increment();
  }

  void resent(int commands) {
    resent.increment(commands);
  }

  void transaction() {
    transactions.increment();
  }
}
