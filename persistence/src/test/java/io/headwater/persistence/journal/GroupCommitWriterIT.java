package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.GADGET;
import static io.headwater.persistence.journal.JournalSamples.PARTITIONS;
import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static io.headwater.persistence.journal.JournalSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupCommitWriterIT extends WriterScenario {

  @Test
  void aRecordLargerThanARequestFailsAlone() throws Exception {
    CountDownLatch queued = new CountDownLatch(1);
    JournalSettings settings = settings("store");
    JournalRuntime writer =
        runtime(
            settings,
            real -> {
              queued.await();
              real.run();
            });
    JournalWrite first = write(replaced(WIDGET, "first", 1), 1);
    JournalWrite good = write(replaced(WIDGET, "good", 1), 1);
    JournalWrite huge = huge();
    writer.submit(first);
    writer.submit(good);
    writer.submit(huge);
    queued.countDown();

    assertThat(result(huge))
        .hasValueSatisfying(
            refusal ->
                assertThat(refusal)
                    .isInstanceOf(RecordRefusedException.class)
                    .hasMessageContaining("a record of widget|huge is too large for topic"));
    assertThat(result(good)).isEmpty();
    assertThat(writer.failure()).isEmpty();
    assertThat(committedWidgets()).containsExactlyInAnyOrder("first", "good");
    assertThat(registry.get("headwater.journal.unsettled.commits").counter().count()).isZero();
  }

  @Test
  void refusesWhatTheQueueCannotHoldAndKeepsTheRest() throws Exception {
    JournalSettings small =
        new JournalSettings(
            topics.kafka(),
            PARTITIONS,
            "node-1",
            directory.resolve("store"),
            1,
            2,
            Duration.ofSeconds(15),
            5,
            History.NEWEST,
            Duration.ofSeconds(10));
    CountDownLatch going = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    JournalRuntime writer =
        runtime(
            small,
            real -> {
              going.countDown();
              free.await();
              real.run();
            });
    List<JournalWrite> writes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      writes.add(write(replaced(WIDGET, "w" + i, 1), 1));
    }
    writer.submit(writes.getFirst());
    going.await();
    writes.subList(1, 4).forEach(writer::submit);

    assertThatThrownBy(() -> result(writes.get(3)))
        .hasMessageContaining("more than 2 writes wait for the journal")
        .hasMessageContaining("mend: lower headwater.produce.max-open-changes or raise");
    free.countDown();
    for (JournalWrite write : writes.subList(0, 3)) {
      assertThat(result(write)).isEmpty();
    }
    assertThat(committedWidgets()).containsExactlyInAnyOrder("w0", "w1", "w2");
  }

  @Test
  void dropsADeletionThatANewerEventOvertook() throws Exception {
    CountDownLatch queued = new CountDownLatch(1);
    JournalSettings settings = settings("store");
    JournalRuntime writer =
        runtime(
            settings,
            real -> {
              queued.await();
              real.run();
            });
    JournalWrite first = write(replaced(WIDGET, "w1", 1), 1);
    JournalWrite second = write(replaced(WIDGET, "w1", 2), 2);
    JournalWrite deletion =
        JournalWrite.deletion(
            first.persistenceId(), first.partition(), first.entry().deletion(1), List.of());
    writer.submit(first);
    writer.submit(second);
    writer.submit(deletion);
    queued.countDown();

    assertThat(result(deletion)).isEmpty();
    assertThat(writer.entry("widget|w1")).contains(second.entry());
    assertThat(topics.journaled("widget|w1")).hasSize(2);
  }

  @Test
  void aDeletionLeavesTheSlotOfANewerEventAlone() throws Exception {
    CountDownLatch queued = new CountDownLatch(1);
    JournalSettings three = withHistory(settings("store"), "3");
    JournalRuntime writer =
        runtime(
            three,
            real -> {
              queued.await();
              real.run();
            });
    JournalWrite first = write(replaced(WIDGET, "w1", 1), 1);
    JournalWrite newer = write(replaced(WIDGET, "w1", 4), 4);
    String slot = three.history().key("widget|w1", 1);
    JournalWrite deletion =
        JournalWrite.deletion(
            first.persistenceId(), first.partition(), first.entry().deletion(1), List.of(slot));
    writer.submit(first);
    writer.submit(newer);
    writer.submit(deletion);
    queued.countDown();

    assertThat(result(deletion)).isEmpty();
    assertThat(slot).isEqualTo(three.history().key("widget|w1", 4));
    assertThat(topics.committed(Topics.JOURNAL))
        .filteredOn(one -> one.key().equals(slot))
        .allSatisfy(one -> assertThat(one.value()).isNotNull())
        .hasSize(2);
    assertThat(writer.entry("widget|w1")).contains(newer.entry());
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 10, 11})
  void anEventAndADeletionOfEarlierOnesAreSettledTogether(long deletedTo) throws Exception {
    CountDownLatch going = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    JournalRuntime writer =
        runtime(
            withHistory(settings("store"), "3"),
            real -> {
              going.countDown();
              queued.await();
              real.run();
            },
            real -> {
              real.run();
              throw new KafkaException("the answer is lost");
            });
    JournalWrite first = write(replaced(WIDGET, "w1", 10), 10);
    JournalWrite newer = write(replaced(WIDGET, "w1", 11), 11);
    JournalEntry newest = deletedTo > 10 ? newer.entry() : first.entry();
    JournalWrite deletion =
        JournalWrite.deletion(
            first.persistenceId(), first.partition(), newest.deletion(deletedTo), List.of());
    writer.submit(first);
    going.await();
    writer.submit(newer);
    writer.submit(deletion);
    queued.countDown();

    for (JournalWrite write : List.of(first, newer, deletion)) {
      assertThat(result(write)).isEmpty();
    }
    assertThat(writer.failure()).isEmpty();
    assertThat(committedWidgets()).as("states of events 10 and 11").containsExactly("w1", "w1");
    assertThat(registry.get("headwater.journal.unsettled.commits").counter().count()).isEqualTo(1);
  }

  private static JournalSettings withHistory(JournalSettings settings, String history) {
    return new JournalSettings(
        settings.kafka(),
        settings.partitions(),
        settings.writerId(),
        settings.directory(),
        settings.maxBatch(),
        settings.maxQueued(),
        settings.transactionTimeout(),
        settings.maxCommitAttempts(),
        History.parse(history),
        settings.handOverWait());
  }

  @Test
  void commitsWhatIsQueuedWhenItClosesAndTakesNoMore() throws Exception {
    JournalRuntime runtime = runtime("store");
    List<JournalWrite> writes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      writes.add(write(replaced(GADGET, "g" + i, 1), 1));
    }
    writes.forEach(runtime::submit);
    runtime.close();

    for (JournalWrite write : writes) {
      assertThat(result(write)).isEmpty();
    }
    JournalWrite late = write(replaced(GADGET, "late", 1), 1);
    runtime.submit(late);
    assertThatThrownBy(() -> result(late)).hasMessageContaining("the journal is closed");
    assertThat(runtime.failure()).isEmpty();
    assertThat(topics.committed(JournalTopics.GADGETS)).hasSize(500);
  }
}
