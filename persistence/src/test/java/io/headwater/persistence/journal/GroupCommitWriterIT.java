package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.GADGET;
import static io.headwater.persistence.journal.JournalSamples.PARTITIONS;
import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static io.headwater.persistence.journal.JournalSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Topics;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitWriterIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int HUGE_BYTES = 65 * 1024 * 1024;

  private static EmbeddedKafkaBroker broker;

  @TempDir Path directory;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private JournalTopics topics;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void recreateTopics() throws Exception {
    topics = new JournalTopics(broker.bootstrapServers());
    topics.recreate();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  private JournalSettings settings(String name) {
    return JournalSettingsSamples.of(topics.kafka(), PARTITIONS, "node-1", directory.resolve(name));
  }

  private JournalRuntime runtime(String name) {
    JournalRuntime runtime = JournalSettingsSamples.open(settings(name));
    opened.add(runtime);
    return runtime;
  }

  private JournalStore store(JournalSettings settings) {
    JournalStore store =
        new JournalStore(settings.directory(), JournalRuntime.journalIdentity(settings));
    opened.add(store);
    return store;
  }

  private GroupCommitWriter writer(
      JournalSettings settings, JournalStore store, SteppedProducer.Step... steps) {
    var queue = SteppedProducer.steps(steps);
    GroupCommitWriter writer =
        new GroupCommitWriter(
            settings,
            () -> new SteppedProducer(settings, queue),
            store,
            new JournalMeters(registry));
    opened.add(writer);
    return writer;
  }

  private static Optional<Exception> result(JournalWrite write) throws Exception {
    return write.done().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private List<String> committedWidgets() {
    return topics.committed(JournalTopics.WIDGETS).stream().map(one -> one.key()).toList();
  }

  @Test
  void aSecondWriterOfTheSameIdFencesTheFirst() throws Exception {
    JournalRuntime first = runtime("first");
    JournalWrite before = write(replaced(WIDGET, "before", 1), 1);
    first.submit(before);
    assertThat(result(before)).isEmpty();

    JournalRuntime second = runtime("second");
    JournalWrite late = write(replaced(WIDGET, "late", 1), 1);
    first.submit(late);

    assertThatThrownBy(() -> result(late))
        .hasMessageContaining("another process has taken this writer's place");
    Awaitility.await().atMost(LIMIT).until(() -> first.failure().isPresent());
    JournalWrite after = write(replaced(WIDGET, "after", 1), 1);
    first.submit(after);
    assertThat(after.done()).isCompletedExceptionally();
    JournalWrite own = write(replaced(WIDGET, "own", 1), 1);
    second.submit(own);
    assertThat(result(own)).isEmpty();
    assertThat(second.failure()).isEmpty();
    assertThat(committedWidgets()).containsExactlyInAnyOrder("before", "own");
    assertThat(topics.journaled("widget|late")).isEmpty();
    assertThat(first.store().entry("widget|late")).isEmpty();
  }

  @Test
  void aPausedWriterDoesNotTakeItsPlaceBack() throws Exception {
    JournalSettings settings = settings("first");
    CompletableFuture<JournalRuntime> successor = new CompletableFuture<>();
    GroupCommitWriter paused =
        writer(
            settings,
            store(settings),
            real -> {
              successor.complete(runtime("second"));
              throw new TimeoutException("paused for longer than max.block.ms");
            });
    JournalWrite late = write(replaced(WIDGET, "late", 1), 1);
    paused.submit(late);

    assertThatThrownBy(() -> result(late))
        .hasMessageContaining("another process has taken this writer's place");
    JournalWrite own = write(replaced(WIDGET, "own", 1), 1);
    successor.join().submit(own);
    assertThat(result(own)).isEmpty();
    assertThat(committedWidgets()).containsExactly("own");
  }

  @Test
  void aWriterWhoseTransactionFailsAfterItWasFencedDoesNotTakeItsPlaceBack() throws Exception {
    JournalSettings settings = settings("first");
    CompletableFuture<JournalRuntime> successor = new CompletableFuture<>();
    GroupCommitWriter fenced =
        writer(
            settings,
            store(settings),
            real -> {
              successor.complete(runtime("second"));
              throw new KafkaException("a batch has expired");
            });
    JournalWrite late = write(replaced(WIDGET, "late", 1), 1);
    fenced.submit(late);

    assertThatThrownBy(() -> result(late))
        .hasMessageContaining("another process has taken this writer's place");
    assertOnlySuccessorWrites(successor.join());
  }

  @Test
  void aFencedWriterThatSentNothingYetDoesNotTakeItsPlaceBack() throws Exception {
    CountDownLatch going = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    CompletableFuture<JournalRuntime> successor = new CompletableFuture<>();
    JournalSettings settings = settings("first");
    GroupCommitWriter fenced =
        writer(
            settings,
            store(settings),
            real -> {
              real.run();
              going.countDown();
              queued.await();
              successor.complete(runtime("second"));
            });
    JournalWrite first = write(replaced(GADGET, "first", 1), 1);
    JournalWrite late = write(replaced(WIDGET, "late", 1), 1);
    fenced.submit(first);
    going.await();
    fenced.submit(late);
    fenced.submit(huge());
    queued.countDown();

    assertThat(result(first)).isEmpty();
    assertThatThrownBy(() -> result(late))
        .hasMessageContaining("another process has taken this writer's place");
    assertOnlySuccessorWrites(successor.join());
  }

  private void assertOnlySuccessorWrites(JournalRuntime successor) throws Exception {
    JournalWrite own = write(replaced(WIDGET, "own", 1), 1);
    successor.submit(own);
    assertThat(result(own)).isEmpty();
    assertThat(successor.failure()).isEmpty();
    assertThat(committedWidgets()).containsExactly("own");
  }

  @Test
  void aTransactionThatTheBrokerGaveUpIsWrittenAgain() throws Exception {
    JournalSettings quick =
        new JournalSettings(
            topics.kafka(),
            PARTITIONS,
            "node-1",
            directory.resolve("store"),
            100,
            100,
            Duration.ofMillis(500),
            5);
    GroupCommitWriter writer =
        writer(
            quick,
            store(quick),
            real -> {
              awaitNoOpenTransaction();
              real.run();
            });
    JournalWrite write = write(replaced(WIDGET, "w1", 1), 1);
    writer.submit(write);

    assertThat(result(write)).isEmpty();
    assertThat(writer.failure()).isEmpty();
    assertThat(committedWidgets()).containsExactly("w1");
  }

  private void awaitNoOpenTransaction() {
    String id = "headwater-journal-node-1";
    try (Admin admin = Admin.create(new HashMap<>(topics.kafka()))) {
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () ->
                  admin.describeTransactions(List.of(id)).description(id).get().state()
                      == TransactionState.COMPLETE_ABORT);
    }
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
    GroupCommitWriter writer = writer(settings, store(settings));
    JournalWrite write = write(replaced(GADGET, "g1", 1), 1);
    writer.submit(write);

    assertThatThrownBy(() -> result(write))
        .hasMessageContaining("Topic headwater.state.gadget not present in metadata");
    assertThat(topics.committed(Topics.JOURNAL)).isEmpty();
  }

  @Test
  void aCommitWhoseAnswerIsLostIsSettledFromTheLog() throws Exception {
    JournalSettings settings = settings("store");
    JournalStore store = store(settings);
    GroupCommitWriter writer =
        writer(
            settings,
            store,
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
      assertThat(store.entry("widget|w1")).contains(write.entry());
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
    GroupCommitWriter writer =
        writer(
            settings,
            store(settings),
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
    GroupCommitWriter writer =
        writer(settings, store(settings), failing, failing, failing, failing, failing);
    JournalWrite write = write(replaced(WIDGET, "w1", 1), 1);
    writer.submit(write);

    assertThatThrownBy(() -> result(write))
        .hasMessageContaining("commit failed for good at attempt 5: disk full");
    assertThat(committedWidgets()).isEmpty();
  }

  @Test
  void aFailingStoreEndsTheWriterAndTheNextOneReadsWhatWasCommitted() throws Exception {
    JournalSettings settings = settings("store");
    JournalStore store = store(settings);
    GroupCommitWriter writer =
        writer(
            settings,
            store,
            real -> {
              real.run();
              store.close();
            });
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

  @Test
  void aRecordLargerThanARequestFailsAlone() throws Exception {
    CountDownLatch queued = new CountDownLatch(1);
    JournalSettings settings = settings("store");
    GroupCommitWriter writer =
        writer(
            settings,
            store(settings),
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

  private static JournalWrite huge() {
    byte[] content = new byte[HUGE_BYTES];
    new Random(7).nextBytes(content);
    return new JournalWrite(
        "widget|huge",
        0,
        new JournalEntry(1, Bytes.of(content)),
        List.of(),
        new CompletableFuture<>());
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
            5);
    CountDownLatch going = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    GroupCommitWriter writer =
        writer(
            small,
            store(small),
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
        .hasMessageContaining("mend:");
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
    JournalStore store = store(settings);
    GroupCommitWriter writer =
        writer(
            settings,
            store,
            real -> {
              queued.await();
              real.run();
            });
    JournalWrite first = write(replaced(WIDGET, "w1", 1), 1);
    JournalWrite second = write(replaced(WIDGET, "w1", 2), 2);
    JournalWrite deletion =
        new JournalWrite(
            first.persistenceId(),
            first.partition(),
            first.entry().toMarker(),
            List.of(),
            new CompletableFuture<>());
    writer.submit(first);
    writer.submit(second);
    writer.submit(deletion);
    queued.countDown();

    assertThat(result(deletion)).isEmpty();
    assertThat(store.entry("widget|w1")).contains(second.entry());
    assertThat(topics.journaled("widget|w1")).hasSize(2);
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

  @Test
  void refusesAStoreThatIsAheadOfTheTopic() {
    JournalSettings settings = settings("store");
    JournalStore store = store(settings);
    store.apply(Map.of(), Map.of(2, 100L));
    store.close();

    assertThatThrownBy(() -> runtime("store"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("at offset 100 of headwater.journal-2, which ends at 0")
        .hasMessageContaining("mend: remove the directory");
  }

  @Test
  void readsATopicWhoseStartIsGone() throws Exception {
    JournalRuntime former = runtime("former");
    List<JournalWrite> writes = new ArrayList<>();
    for (int version = 1; version <= 5; version++) {
      JournalWrite write = write(replaced(WIDGET, "w1", version), version);
      former.submit(write);
      result(write);
      writes.add(write);
    }
    former.close();
    deleteBefore(new TopicPartition(Topics.JOURNAL, writes.getFirst().partition()), 4);

    JournalRuntime runtime = runtime("new");

    assertThat(runtime.store().entry("widget|w1")).contains(writes.getLast().entry());
  }

  private void deleteBefore(TopicPartition partition, long offset) throws Exception {
    try (Admin admin = Admin.create(new HashMap<>(topics.kafka()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, partition.topic()),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("cleanup.policy", "compact,delete"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
      Awaitility.await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  admin
                      .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                      .all()
                      .get());
    }
  }
}
