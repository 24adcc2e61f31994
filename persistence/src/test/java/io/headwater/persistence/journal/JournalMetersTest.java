package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.deleted;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static io.headwater.persistence.journal.JournalSamples.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JournalMetersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final JournalMeters meters = new JournalMeters(registry);

  @Test
  void haveTheNamesThatOperatorsKnow() {
    meters.observeQueue(List.of());
    meters.observePartitions(List.of());

    assertThat(registry.getMeters())
        .extracting(meter -> name(meter.getId()))
        .containsExactlyInAnyOrder(
            "headwater.journal.commit",
            "headwater.journal.commit.writes",
            "headwater.state.records",
            "headwater.journal.unsettled.commits",
            "headwater.journal.recovered.records",
            "headwater.journal.recovery",
            "headwater.journal.tail.records",
            "headwater.journal.fencings role=fenced-another",
            "headwater.journal.fencings role=was-fenced",
            "headwater.journal.queued.writes",
            "headwater.journal.open.partitions");
    assertThat(registry.getMeters())
        .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
  }

  @Test
  void countCommitsTheirWritesAndTheirStateRecords() {
    meters.committed(
        List.of(write(replaced(WIDGET, "w1", 1), 1), write(deleted(WIDGET, "w2", 2), 2)),
        TimeUnit.MILLISECONDS.toNanos(7));

    assertThat(registry.get("headwater.journal.commit").timer().count()).isEqualTo(1);
    assertThat(registry.get("headwater.journal.commit").timer().totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(7);
    assertThat(registry.get("headwater.journal.commit.writes").summary().totalAmount())
        .isEqualTo(2);
    // The deletion is a record and a tombstone.
    assertThat(registry.get("headwater.state.records").counter().count()).isEqualTo(3);
  }

  @Test
  void countWhatWasRecoveredAndHowLongItTook() {
    meters.recovered(12, TimeUnit.MILLISECONDS.toNanos(30));
    meters.recovered(0, TimeUnit.MILLISECONDS.toNanos(1));

    assertThat(registry.get("headwater.journal.recovered.records").counter().count()).isEqualTo(12);
    assertThat(registry.get("headwater.journal.recovery").timer().count()).isEqualTo(2);
    assertThat(registry.get("headwater.journal.tail.records").summary().count()).isEqualTo(2);
    assertThat(registry.get("headwater.journal.tail.records").summary().max()).isEqualTo(12);
  }

  @Test
  void tellWhoWasFenced() {
    meters.fencedAnother();
    meters.fencedAnother();
    meters.wasFenced();

    assertThat(fencings("fenced-another")).isEqualTo(2);
    assertThat(fencings("was-fenced")).isEqualTo(1);
  }

  private double fencings(String role) {
    return registry.get("headwater.journal.fencings").tag("role", role).counter().count();
  }

  private static String name(Meter.Id id) {
    StringBuilder name = new StringBuilder(id.getName());
    id.getTags()
        .forEach(tag -> name.append(' ').append(tag.getKey()).append('=').append(tag.getValue()));
    return name.toString();
  }
}
