package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.GADGET;
import static io.headwater.persistence.journal.JournalSamples.PARTITIONS;
import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static io.headwater.persistence.journal.JournalSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.resource.Topics;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CommitOutcomeIT extends WriterScenario {

  private static final Duration ABORT_LIMIT = Duration.ofSeconds(60);

  @Test
  void aTransactionThatTheBrokerGaveUpBeforeItsEndIsWrittenAgain() throws Exception {
    JournalRuntime writer =
        runtime(
            impatient(),
            real -> {
              awaitAbortOfFirstTransaction();
              real.run();
            });
    assertWrites(writer);
  }

  @Test
  void aTransactionThatTheBrokerGaveUpBetweenItsRecordsIsWrittenAgain() throws Exception {
    AtomicBoolean isFirst = new AtomicBoolean(true);
    CommitObserver observer =
        step -> {
          if (step == CommitStep.BETWEEN_SENDS && isFirst.getAndSet(false)) {
            // The journal's record leaves meanwhile, those of the state topic come too late.
            awaitAbortOfFirstTransaction();
          }
        };
    assertWrites(
        closedInTheEnd(
            JournalSettingsSamples.open(
                impatient(),
                new JournalRuntime.Surroundings(registry, observer, Membership.NONE))));
    assertThat(isFirst).isFalse();
    assertThat(registry.get("headwater.journal.fencings").tag("role", "was-fenced").counter())
        .extracting(Counter::count)
        .isEqualTo(0.0);
  }

  /** The broker gives its transactions up soon, but not before one ends on a busy machine. */
  private JournalSettings impatient() {
    return new JournalSettings(
        topics.kafka(),
        PARTITIONS,
        "node-1",
        directory.resolve("store"),
        100,
        100,
        Duration.ofSeconds(5),
        5,
        History.NEWEST,
        Duration.ofSeconds(10));
  }

  private void assertWrites(JournalRuntime writer) throws Exception {
    for (int version = 1; version <= 2; version++) {
      JournalWrite write = write(replaced(WIDGET, "w1", version), version);
      writer.submit(write);
      assertThat(write.done().get(ABORT_LIMIT.toSeconds(), TimeUnit.SECONDS)).isEmpty();
    }
    assertThat(writer.failure()).isEmpty();
    assertThat(committedWidgets()).containsExactly("w1", "w1");
    assertThat(topics.journaled("widget|w1")).hasSize(2);
  }

  private void awaitAbortOfFirstTransaction() {
    try (ClaimLog claims = new ClaimLog(topics.kafka());
        Admin admin = Admin.create(new HashMap<>(topics.kafka()))) {
      String id = claims.read().getFirst().claimant().transactionalId();
      Awaitility.await()
          .atMost(ABORT_LIMIT)
          .until(
              () ->
                  admin.describeTransactions(List.of(id)).description(id).get().state()
                      == TransactionState.COMPLETE_ABORT);
    }
  }

  @Test
  void aCommitWhoseAnswerIsLostIsSettledFromTheLog() throws Exception {
    JournalSettings settings = settings("store");
    JournalRuntime writer =
        runtime(
            settings,
            real -> {
              real.run();
              throw new KafkaException("the answer is lost");
            },
            real -> {
              real.run();
              throw new TimeoutException("the answer is late");
            });
    for (int version = 1; version <= 3; version++) {
      JournalWrite write = write(replaced(WIDGET, "w1", version), version);
      writer.submit(write);
      assertThat(result(write)).isEmpty();
      assertThat(writer.entry("widget|w1")).contains(write.entry());
    }

    assertThat(writer.failure()).isEmpty();
    assertThat(committedWidgets()).containsExactly("w1", "w1", "w1");
    assertThat(topics.journaled("widget|w1"))
        .extracting(JournalEntry::sequenceNr)
        .containsExactly(1L, 2L, 3L);
    assertThat(registry.get("headwater.journal.unsettled.commits").counter().count()).isEqualTo(2);
  }

  @Test
  void aTransactionThatWasNotCommittedIsWrittenAgain() throws Exception {
    JournalSettings settings = settings("store");
    JournalRuntime writer =
        runtime(
            settings,
            real -> {
              throw new KafkaException("nothing was sent");
            },
            real -> {
              throw new TimeoutException("not confirmed in time");
            });
    JournalWrite write = write(replaced(WIDGET, "w1", 1), 1);
    writer.submit(write);

    assertThat(result(write)).isEmpty();
    assertThat(committedWidgets()).containsExactly("w1");
    assertThat(topics.journaled("widget|w1")).hasSize(1);
  }

  @Test
  void givesUpAfterItsAttemptsWithAReason() {
    JournalSettings settings = settings("store");
    SteppedProducer.Step failing =
        real -> {
          throw new KafkaException("disk full");
        };
    JournalRuntime writer = runtime(settings, failing, failing, failing, failing, failing);
    JournalWrite write = write(replaced(WIDGET, "w1", 1), 1);
    writer.submit(write);

    assertThatThrownBy(() -> result(write))
        .hasMessageContaining("commit failed for good at attempt 5: disk full");
    assertThat(committedWidgets()).isEmpty();
  }

  @Test
  void endsWithAReasonWhenAStateTopicIsMissing() throws Exception {
    try (Admin admin = Admin.create(new HashMap<>(topics.kafka()))) {
      admin.deleteTopics(List.of(JournalTopics.GADGETS)).all().get();
    }
    Map<String, String> kafka = new HashMap<>(topics.kafka());
    kafka.put("max.block.ms", "2000");
    JournalSettings settings =
        JournalSettingsSamples.of(kafka, PARTITIONS, "node-1", directory.resolve("store"));
    JournalRuntime writer = runtime(settings);
    JournalWrite write = write(replaced(GADGET, "g1", 1), 1);
    writer.submit(write);

    assertThatThrownBy(() -> result(write))
        .hasMessageContaining("Topic headwater.state.gadget not present in metadata");
    assertThat(topics.committed(Topics.JOURNAL)).isEmpty();
  }

  @Test
  void aFailingStoreEndsTheWriterAndTheNextOneReadsWhatWasCommitted() throws Exception {
    JournalSettings settings = settings("store");
    CompletableFuture<JournalRuntime> opened = new CompletableFuture<>();
    JournalRuntime writer =
        runtime(
            settings,
            real -> {
              real.run();
              opened.join().store().close();
            });
    opened.complete(writer);
    JournalWrite write = write(replaced(WIDGET, "w1", 1), 1);
    writer.submit(write);
    assertThatThrownBy(() -> result(write)).hasMessageContaining("the journal store is closed");
    Awaitility.await().atMost(LIMIT).until(() -> writer.failure().isPresent());
    writer.close();

    JournalRuntime next = runtime("store");
    assertThat(next.store().entry("widget|w1")).contains(write.entry());
    JournalWrite second = write(replaced(WIDGET, "w1", 2), 2);
    next.submit(second);
    assertThat(result(second)).isEmpty();
    assertThat(committedWidgets()).containsExactly("w1", "w1");
  }
}
