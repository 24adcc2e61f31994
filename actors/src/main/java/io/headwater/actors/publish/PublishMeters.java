package io.headwater.actors.publish;

import io.headwater.core.produce.ResourceEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The metrics of the publisher; names are part of the operator's contract. Thread-safe. */
public final class PublishMeters {

  private final Clock clock;
  private final Consumer<ResourceEvent> published;
  private final Counter records;
  private final Counter refused;
  private final Timer commits;
  private final DistributionSummary commitSize;
  private final Timer delay;

  /**
   * Registers the metrics.
   *
   * @param published is told each event when its records are committed
   */
  public PublishMeters(MeterRegistry registry, Clock clock, Consumer<ResourceEvent> published) {
    this.clock = clock;
    this.published = published;
    this.records =
        Counter.builder("headwater.state.records")
            .description("Records committed to state topics")
            .register(registry);
    this.refused =
        Counter.builder("headwater.publish.refused.events")
            .description("Events of the journal that went to the quarantine")
            .register(registry);
    this.commits =
        Timer.builder("headwater.publish.commit")
            .description("Time of one Kafka transaction of the publisher")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofSeconds(10))
            .register(registry);
    this.commitSize =
        DistributionSummary.builder("headwater.publish.commit.events")
            .description("Events in one transaction of the publisher")
            .register(registry);
    this.delay =
        Timer.builder("headwater.publish.delay")
            .description("From the event's persistence to its committed records")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofMinutes(10))
            .register(registry);
  }

  void committed(List<Publication> batch, long nanos) {
    commits.record(Duration.ofNanos(nanos));
    commitSize.record(batch.size());
    for (Publication one : batch) {
      records.increment(one.states().size());
      if (one.refused().isPresent()) {
        refused.increment();
      } else {
        published.accept(one.event());
      }
      Duration waited = Duration.between(one.persistedAt(), clock.instant());
      delay.record(waited.isNegative() ? Duration.ZERO : waited);
    }
  }
}
