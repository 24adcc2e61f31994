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
  private final DistributionSummary tail;
  private final Counter fenced;
  private final Counter wasFenced;

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
    this.tail =
        DistributionSummary.builder("headwater.journal.tail.records")
            .description("Journal records that the local store lacked when partitions were opened")
            .register(registry);
    this.fenced =
        Counter.builder("headwater.journal.fencings")
            .description("Writers that were fenced")
            .tag("role", "fenced-another")
            .register(registry);
    this.wasFenced =
        Counter.builder("headwater.journal.fencings")
            .description("Writers that were fenced")
            .tag("role", "was-fenced")
            .register(registry);
  }

  void observeQueue(Collection<?> queue) {
    Gauge.builder("headwater.journal.queued.writes", queue, Collection::size)
        .description("Writes that wait for the next commit")
        .register(registry);
  }

  void observePartitions(Collection<?> owned) {
    Gauge.builder("headwater.journal.open.partitions", owned, Collection::size)
        .description("Partitions that this node may write to")
        .register(registry);
  }

  void fencedAnother() {
    fenced.increment();
  }

  void wasFenced() {
    wasFenced.increment();
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
    tail.record((double) records);
    recovery.record(Duration.ofNanos(nanos));
  }
}
