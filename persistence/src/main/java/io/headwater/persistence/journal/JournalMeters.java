package io.headwater.persistence.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The journal's metrics; names are part of the operator's contract. */
final class JournalMeters {

  private final MeterRegistry registry;
  private final Timer commits;
  private final DistributionSummary commitSize;
  private final Counter published;
  private final Counter unsettled;
  private final Counter recovered;
  private final Timer recovery;

  JournalMeters(MeterRegistry registry) {
    this.registry = registry;
    this.commits =
        Timer.builder("headwater.journal.commit")
            .description("Time of one group commit: Kafka transaction and local store")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofSeconds(10))
            .register(registry);
    this.commitSize =
        DistributionSummary.builder("headwater.journal.commit.writes")
            .description("Writes in one group commit")
            .register(registry);
    this.published =
        Counter.builder("headwater.state.records")
            .description("Records committed to state topics")
            .register(registry);
    this.unsettled =
        Counter.builder("headwater.journal.unsettled.commits")
            .description("Commits of unknown outcome, settled by reading the log")
            .register(registry);
    this.recovered =
        Counter.builder("headwater.journal.recovered.records")
            .description("Journal records read to bring the local store up to date")
            .register(registry);
    this.recovery =
        Timer.builder("headwater.journal.recovery")
            .description("Time to bring the local store up to date")
            .register(registry);
  }

  void observeQueue(Collection<?> queue) {
    Gauge.builder("headwater.journal.queued.writes", queue, Collection::size)
        .description("Writes that wait for the next commit")
        .register(registry);
  }

  void committed(List<JournalWrite> batch, long nanos) {
    commits.record(Duration.ofNanos(nanos));
    commitSize.record(batch.size());
    published.increment(batch.stream().mapToInt(write -> write.publications().size()).sum());
  }

  void unsettled() {
    unsettled.increment();
  }

  void recovered(long records, long nanos) {
    recovered.increment((double) records);
    recovery.record(Duration.ofNanos(nanos));
  }
}
