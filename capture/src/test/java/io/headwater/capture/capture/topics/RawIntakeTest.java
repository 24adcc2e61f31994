package io.headwater.capture.capture.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.quarantine.PayloadExtent;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.RefusedInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RawIntakeTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");
  private static final String TOPIC = "shop.public.widgets";

  /** An end is a transaction and the number of its changes of widgets. */
  private static final TransactionTopic ENDS =
      new TransactionTopic(
          "shop.transaction",
          raw -> {
            String[] words = raw.value().orElseThrow().toString().split(" ", -1);
            return Optional.of(
                new TransactionTopic.End(
                    words[0], Map.of("public.widgets", Long.parseLong(words[1]))));
          });

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void keepsThePartitionOfARecord() {
    LogInMemory log = new LogInMemory(8);
    RawIntake intake = intake(log, 8, true);

    intake.take(raw(3, 0, "widgets 1 0/1"), 0);
    intake.take(raw(7, 0, "widgets 2 0/2"), 0);

    assertThat(log.appended)
        .containsExactly(
            "3: public.widgets{\"id\":\"1\"} 0/1", "7: public.widgets{\"id\":\"2\"} 0/2");
  }

  @Test
  void foldsThePartitionsOfATopicThatHasMoreThanTheChangeLog() {
    LogInMemory log = new LogInMemory(4);

    intake(log, 8, true).take(raw(7, 0, "widgets 1 0/1"), 0);

    assertThat(log.appended).containsExactly("3: public.widgets{\"id\":\"1\"} 0/1");
  }

  @Test
  void appliesEachChangeAloneWhereTransactionsHaveNoEnd() {
    LogInMemory log = new LogInMemory(1);

    intake(log, 1, true).take(raw(0, 0, "widgets 1 0/1"), 0);

    assertThat(log.records)
        .singleElement()
        .satisfies(
            appended ->
                assertThat(((ChangeEvent) appended).transaction())
                    .contains(new TransactionMark("t0/1", 0, true)));
  }

  @Test
  void dropsAChangeThatItsConnectorSentAgain() {
    LogInMemory log = new LogInMemory(1);
    RawIntake intake = intake(log, 1, true);
    intake.remember(raw(0, 0, "widgets 1 0/1"));

    intake.take(raw(0, 1, "widgets 2 0/2"), 0);
    intake.take(raw(0, 2, "widgets 1 0/1"), 0);
    intake.take(raw(0, 3, "widgets 2 0/2"), 0);
    intake.take(raw(0, 4, "widgets 1 0/3"), 0);

    assertThat(log.appended)
        .containsExactly(
            "0: public.widgets{\"id\":\"2\"} 0/2", "0: public.widgets{\"id\":\"1\"} 0/3");
    assertThat(meters.get("headwater.capture.duplicates").counter().count()).isEqualTo(2);
  }

  @Test
  void passesOverTablesWithoutAMapping() {
    LogInMemory log = new LogInMemory(1);

    intake(log, 1, true).take(raw(0, 0, "audit 1 0/1"), 0);

    assertThat(log.appended).isEmpty();
    assertThat(
            meters
                .get("headwater.capture.skipped")
                .tag("reason", "table without a mapping")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void quarantinesWhatCannotBeReadWithItsBytesAndGoesOn() {
    LogInMemory log = new LogInMemory(1);
    RawIntake intake = intake(log, 1, true);

    intake.take(raw(0, 5, "garbage"), 0);
    intake.take(raw(0, 6, "widgets 1 0/1"), 0);

    assertThat(log.refused)
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.payload()).isEqualTo(Bytes.utf8("garbage"));
              assertThat(refused.reason()).isEqualTo("not three words");
              assertThat(refused.position()).isEqualTo(TOPIC + "-0@5");
              assertThat(refused.input().form()).isEqualTo(PayloadForm.RAW);
              assertThat(refused.input().place())
                  .contains(
                      new RefusedInput.Place(
                          TOPIC, 0, 5, Optional.of("of " + TOPIC), Optional.of(NOW)));
            });
    assertThat(log.appended).hasSize(1);
  }

  @Test
  void keepsThatARefusedRecordHasNoValue() {
    LogInMemory log = new LogInMemory(1);
    RawRecord noValue =
        new RawRecord(
            TOPIC, 0, 5, NOW, Optional.empty(), Optional.empty(), List.of(LineNormalizer.REFUSE));

    intake(log, 1, true).take(noValue, 0);

    assertThat(log.refused)
        .singleElement()
        .satisfies(refused -> assertThat(refused.input().extent()).isEqualTo(PayloadExtent.ABSENT));
  }

  @Test
  void keepsNoByteOfARefusedRecordWhereAnythingIsMasked() {
    LogInMemory log = new LogInMemory(1);

    intake(log, 1, false).take(raw(0, 5, "garbage"), 0);

    assertThat(log.refused)
        .singleElement()
        .satisfies(refused -> assertThat(refused.payload().size()).isZero());
  }

  @Test
  void followsATruncationWhereItsPlaceIsToldAndElseRefusesIt() {
    LogInMemory one = new LogInMemory(1);
    LogInMemory several = new LogInMemory(8);

    intake(one, 1, true).take(raw(0, 0, "truncate widgets"), 0);
    intake(several, 8, true).take(raw(0, 0, "truncate widgets"), 0);

    assertThat(one.appended).containsExactly("0: Truncated");
    assertThat(several.appended).isEmpty();
    assertThat(several.refused)
        .singleElement()
        .satisfies(
            refused ->
                assertThat(refused.reason())
                    .startsWith("table public.widgets was truncated")
                    .contains("mend: "));
  }

  @Test
  void doesNotTruncateAgainWhenTheTruncationIsSentAgain() {
    LogInMemory log = new LogInMemory(1);
    RawIntake intake = intake(log, 1, true);
    intake.take(raw(0, 0, "truncate widgets"), 0);
    intake.take(raw(0, 1, "widgets 1 0/1"), 0);

    intake.take(raw(0, 2, "truncate widgets"), 0);
    intake.take(raw(0, 3, "widgets 1 0/1"), 0);

    assertThat(log.appended).containsExactly("0: Truncated", "0: public.widgets{\"id\":\"1\"} 0/1");
  }

  @Test
  void aRepetitionIsNoneOfTheChangesThatTheEndOfItsTransactionCounts() {
    LogInMemory log = new LogInMemory(1);
    RawIntake intake = intake(log, 2, true, Optional.of(ENDS));
    intake.take(raw(0, 0, "widgets 1 0/1 t1:0"), 0);
    intake.take(raw(0, 1, "widgets 1 0/1 t1:0"), 0);
    intake.take(end("t1", 2), 0);
    intake.handOn();
    assertThat(log.appended).isEmpty();

    intake.take(raw(1, 0, "widgets 2 0/2 t1:1"), 0);
    intake.handOn();

    assertThat(log.records)
        .extracting(appended -> ((ChangeEvent) appended).transaction().orElseThrow())
        .containsExactly(new TransactionMark("t1", 0, false), new TransactionMark("t1", 1, true));
    assertThat(meters.get("headwater.capture.torn").counter().count()).isZero();
  }

  @Test
  void whatIsRefusedAmongTheChangesOfATransactionIsRefusedInItsPlace() {
    LogInMemory log = new LogInMemory(1);
    RawIntake intake = intake(log, 2, true, Optional.of(ENDS));
    intake.take(end("t1", 3), 0);
    intake.take(raw(0, 0, "widgets 1 0/1 t1:0"), 0);
    intake.take(raw(0, 1, "garbage"), 0);
    intake.take(raw(0, 2, "widgets 1 0/3 t1:2"), 0);
    intake.handOn();
    assertThat(log.refused).isEmpty();

    intake.take(raw(1, 0, "widgets 2 0/2 t1:1"), 0);
    intake.handOn();

    assertThat(log.order)
        .containsExactly(
            "public.widgets{\"id\":\"1\"} 0/1",
            "refused shop.public.widgets-0@1",
            "public.widgets{\"id\":\"2\"} 0/2",
            "public.widgets{\"id\":\"1\"} 0/3");
  }

  @Test
  void aTruncationWithoutAllOfItsTransactionIsRefusedWhereItsPlaceIsNotTold() {
    LogInMemory log = new LogInMemory(1);
    RawIntake intake = intake(log, 2, true, Optional.of(ENDS));

    intake.take(raw(0, 0, "truncate widgets"), 0);
    intake.handOn();

    assertThat(log.appended).isEmpty();
    assertThat(log.refused).hasSize(1);
  }

  /** As where a delete is told by a tombstone alone. */
  @Test
  void aChangeThatTellsNoNumberStaysBehindThoseBeforeItInItsPartition() {
    LogInMemory log = new LogInMemory(1);
    RawIntake intake = intake(log, 2, true, Optional.of(ENDS));
    intake.take(raw(0, 0, "widgets 1 0/3 t1:3"), 0);
    intake.take(raw(0, 1, "widgets 1 0/4 none"), 0);
    intake.take(raw(1, 0, "widgets 2 0/1 t1:1"), 0);
    intake.take(end("t1", 2), 0);
    intake.handOn();

    assertThat(log.order)
        .containsExactly(
            "public.widgets{\"id\":\"2\"} 0/1",
            "public.widgets{\"id\":\"1\"} 0/3",
            "public.widgets{\"id\":\"1\"} 0/4");
    assertThat(log.records)
        .extracting(appended -> ((ChangeEvent) appended).transaction().orElseThrow().last())
        .containsExactly(false, false, true);
  }

  private static RawRecord end(String transaction, int changes) {
    return new RawRecord(
        ENDS.name(),
        0,
        0,
        NOW,
        Optional.empty(),
        Optional.of(Bytes.utf8(transaction + " " + changes)),
        List.of());
  }

  @Test
  void normalizesNoRecordOfATopicThatIsNoneOfTheSourcesAnyMore() {
    RawRecord former =
        new RawRecord("former", 0, 5, NOW, Optional.empty(), Optional.empty(), List.of());

    assertThat(intake(new LogInMemory(1), 1, true).normalize(former)).isEmpty();
  }

  private RawIntake intake(LogInMemory log, int partitions, boolean keepsOriginals) {
    return intake(log, partitions, keepsOriginals, Optional.empty());
  }

  private RawIntake intake(
      LogInMemory log,
      int partitions,
      boolean keepsOriginals,
      Optional<TransactionTopic> transactions) {
    SequencedMap<String, Optional<RawFormat>> topics = new LinkedHashMap<>();
    topics.put(TOPIC, Optional.of(RawFormat.MAXWELL));
    RawTopicsSettings settings =
        new RawTopicsSettings(
            "legacy",
            Map.of(),
            topics,
            transactions,
            Set.of(LineNormalizer.table("widgets")),
            raw -> Optional.empty(),
            format -> new LineNormalizer(),
            keepsOriginals,
            100);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    SequencedMap<String, Integer> counts = new LinkedHashMap<>();
    counts.put(TOPIC, partitions);
    transactions.ifPresent(ends -> counts.put(ends.name(), 1));
    return new RawIntake(
        settings, RawTopics.of(counts), log, new RawTopicsStatus(settings, meters, clock), clock);
  }

  private static RawRecord raw(int partition, long offset, String value) {
    return new RawRecord(
        TOPIC, partition, offset, NOW, Optional.empty(), Optional.of(Bytes.utf8(value)), List.of());
  }
}
