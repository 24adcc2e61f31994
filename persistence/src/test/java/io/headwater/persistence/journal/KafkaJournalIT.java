package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.GADGET;
import static io.headwater.persistence.journal.JournalSamples.PARTITIONS;
import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.deleted;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.headwater.core.publish.StateRecord;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.Topics;
import io.headwater.persistence.produce.ResourceEventCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.pekko.actor.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class KafkaJournalIT extends JournalScenario {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaJournalIT.class);
  private static final String RECOVERED = "headwater.journal.recovered.records";
  private static final int ACTORS = 2_000;
  private static final int EVENTS = 20;

  private JournalSystem start() {
    return JournalSystem.start(topics.kafka(), directory);
  }

  @Test
  void writesJournalAndStateRecordsToTheResourcesPartition() throws Exception {
    try (JournalSystem system = start()) {
      system.answer(
          system.keeper(WIDGET, "w1"),
          new Keeper.PersistAll(List.of(replaced(WIDGET, "w1", 1), replaced(WIDGET, "w1", 2))));
      system.answer(
          system.keeper(GADGET, "g7"), new Keeper.PersistAll(List.of(replaced(GADGET, "g7", 1))));

      List<ConsumerRecord<String, byte[]>> journal = topics.committed(Topics.JOURNAL);
      assertThat(journal)
          .extracting(ConsumerRecord::key)
          .containsExactlyInAnyOrder("widget|w1", "gadget|g7");
      ConsumerRecord<String, byte[]> newest =
          journal.stream().filter(one -> one.key().equals("widget|w1")).findFirst().orElseThrow();
      assertThat(newest.partition()).isEqualTo(Partitions.of("w1", PARTITIONS));
      JournalEntry entry = JournalEntry.decode(newest.value());
      assertThat(entry.sequenceNr()).isEqualTo(2);
      assertThat(ResourceEventCodec.decode(entry.payload()).header().version()).isEqualTo(2);

      List<ConsumerRecord<String, byte[]>> states = topics.committed(JournalTopics.WIDGETS);
      assertThat(states).extracting(ConsumerRecord::key).containsExactly("w1", "w1");
      assertThat(states)
          .extracting(ConsumerRecord::partition)
          .containsOnly(Partitions.of("w1", PARTITIONS));
      assertThat(new String(states.getFirst().value(), StandardCharsets.UTF_8))
          .startsWith("{\"type\":\"widget\",\"operation\":\"create\",\"id\":\"w1\",\"version\":1,")
          .endsWith("\"resource\":{\"id\":\"w1\",\"version\":1,\"color\":\"blue\"}}");
      assertThat(header(states.getLast(), "ce_id")).isEqualTo("widget/w1/2");
      assertThat(header(states.getLast(), "ce_type")).isEqualTo("headwater.widget.update");
      assertThat(header(states.getLast(), "content-type")).isEqualTo("application/json");
      assertThat(header(states.getLast(), StateRecord.VERSION_HEADER)).isEqualTo("2");
      assertThat(topics.committed(JournalTopics.GADGETS)).hasSize(1);
    }
  }

  @Test
  void publishesADeleteRecordThenATombstone() throws Exception {
    try (JournalSystem system = start()) {
      ActorRef keeper = system.keeper(WIDGET, "w1");
      system.answer(
          keeper,
          new Keeper.PersistAll(List.of(replaced(WIDGET, "w1", 1), deleted(WIDGET, "w1", 2))));

      List<ConsumerRecord<String, byte[]>> states = topics.committed(JournalTopics.WIDGETS);
      assertThat(states).hasSize(3).extracting(ConsumerRecord::key).containsOnly("w1");
      assertThat(new String(states.get(1).value(), StandardCharsets.UTF_8))
          .contains("\"operation\":\"delete\"")
          .endsWith("\"resource\":null}");
      assertThat(states.get(2).value()).isNull();
      assertThat(header(states.get(2), StateRecord.VERSION_HEADER)).isEqualTo("2");
    }
  }

  @Test
  void recoversTheNewestEventAfterAnActorRestart() throws Exception {
    try (JournalSystem system = start()) {
      ActorRef keeper = system.keeper(WIDGET, "w1");
      system.answer(keeper, new Keeper.PersistRun(1, 3));

      Keeper.State state = system.answer(system.restarted(keeper, WIDGET, "w1"), new Keeper.Read());

      assertThat(state.sequenceNr()).isEqualTo(3);
      assertThat(state.recovered())
          .extracting(event -> event.header().version())
          .containsExactly(3L);
    }
  }

  @Test
  void goesOnWithTheSequenceAfterEventsWereDeleted() throws Exception {
    try (JournalSystem system = start()) {
      ActorRef keeper = system.keeper(WIDGET, "w1");
      system.answer(keeper, new Keeper.PersistRun(1, 3));
      system.answer(keeper, new Keeper.DeleteAll());
      ActorRef restarted = system.restarted(keeper, WIDGET, "w1");
      assertThat(system.answer(restarted, new Keeper.Read()))
          .isEqualTo(new Keeper.State(List.of(), 3));

      assertThat(system.answer(restarted, new Keeper.PersistRun(4, 4)).sequenceNr()).isEqualTo(4);
      assertThat(topics.journaled("widget|w1"))
          .extracting(JournalEntry::sequenceNr)
          .containsExactly(1L, 2L, 3L, 3L, 4L);
    }
  }

  @Test
  void keepsAnEventThatFollowsItsDeletionAtOnce() throws Exception {
    try (JournalSystem system = start()) {
      ActorRef keeper = system.keeper(WIDGET, "w1");
      for (int i = 1; i <= 50; i++) {
        CompletableFuture<Keeper.State> deletion = system.ask(keeper, new Keeper.DeleteAll());
        system.answer(keeper, new Keeper.PersistRun(i, i));
        deletion.get(JournalSystem.LIMIT.toSeconds(), TimeUnit.SECONDS);
        JournalEntry entry = system.runtime().store().entry("widget|w1").orElseThrow();
        assertThat(entry.sequenceNr()).isEqualTo(i);
        assertThat(entry.isDeletion()).isFalse();
      }
    }
  }

  @Test
  void readsNothingAfterACleanRestart() throws Exception {
    try (JournalSystem system = start()) {
      assertThat(system.meter(RECOVERED)).isZero();
      persistMany(system, 50);
    }
    try (JournalSystem system = start()) {
      assertThat(system.meter(RECOVERED)).isZero();
      assertThat(system.answer(system.keeper(WIDGET, "w49"), new Keeper.Read()).sequenceNr())
          .isEqualTo(1);
    }
  }

  @Test
  void rebuildsAWipedStoreFromTheTopic() throws Exception {
    try (JournalSystem system = start()) {
      persistMany(system, 50);
    }
    wipe(directory);
    try (JournalSystem system = start()) {
      assertThat(system.meter(RECOVERED)).isEqualTo(50);
      Keeper.State state = system.answer(system.keeper(WIDGET, "w49"), new Keeper.Read());
      assertThat(state.sequenceNr()).isEqualTo(1);
      assertThat(state.recovered()).hasSize(1);
      assertThat(topics.committed(JournalTopics.WIDGETS)).hasSize(50);
    }
  }

  @Test
  void readsOnlyTheTailWhenTheStoreIsOlderThanTheTopic(@TempDir Path older) throws Exception {
    try (JournalSystem system = start()) {
      persistMany(system, 50);
    }
    copy(directory, older.resolve("store"));
    try (JournalSystem system = start()) {
      system.answer(system.keeper(WIDGET, "w1"), new Keeper.PersistRun(2, 3));
    }
    wipe(directory);
    copy(older.resolve("store"), directory);

    try (JournalSystem system = start()) {
      assertThat(system.meter(RECOVERED)).isEqualTo(2);
      ActorRef keeper = system.keeper(WIDGET, "w1");
      assertThat(system.answer(keeper, new Keeper.Read()).sequenceNr()).isEqualTo(3);
      assertThat(system.answer(keeper, new Keeper.PersistRun(4, 4)).sequenceNr()).isEqualTo(4);
      assertThat(versions("w1")).containsExactly(1L, 2L, 3L, 4L);
    }
  }

  @Test
  void refusesTheStoreOfAnotherJournal() throws Exception {
    try (JournalSystem system = start()) {
      persistMany(system, 1);
    }
    topics.recreate();

    assertThatThrownBy(this::start)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("belongs to journal")
        .hasMessageContaining("mend: point headwater.data-dir elsewhere, or remove the directory");
  }

  @Test
  void refusesATopicWithAnotherNumberOfPartitions() {
    Map<String, String> kafka = new HashMap<>(topics.kafka());
    JournalSettings settings =
        JournalSettingsSamples.of(kafka, PARTITIONS + 1, "node-1", directory);

    assertThatThrownBy(() -> JournalSettingsSamples.open(settings))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("has 4 partitions and headwater.produce.partitions is 5");
  }

  @Test
  void refusesAWriteThatIsTooLargeAndNoOther() throws Exception {
    long seed = 42;
    StringBuilder color = new StringBuilder();
    new Random(seed).ints(2 << 20, 'a', 'z').forEach(c -> color.append((char) c));
    try (JournalSystem system = start()) {
      CompletableFuture<Keeper.State> huge =
          system.ask(
              system.keeper(WIDGET, "huge"),
              new Keeper.PersistAll(List.of(replaced(WIDGET, "huge", 1, color.toString()))));
      persistMany(system, 200);

      assertThatThrownBy(() -> huge.get(JournalSystem.LIMIT.toSeconds(), TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(RecordTooLargeException.class)
          .hasMessageContaining("a record of widget|huge is too large for topic")
          .hasMessageContaining("mend: raise the topic's max.message.bytes");
      assertThat(system.runtime().failure()).isEmpty();
      assertThat(topics.committed(JournalTopics.WIDGETS)).hasSize(200);
      assertThat(topics.journaled("widget|huge")).isEmpty();
      assertThat(system.answer(system.keeper(WIDGET, "huge"), new Keeper.Read()).sequenceNr())
          .isZero();
    }
  }

  @Test
  void rejectsAnEventThatTheNewestDoesNotReplace() throws Exception {
    try (JournalSystem system = start()) {
      CompletableFuture<Keeper.State> text =
          system.ask(system.keeper(WIDGET, "w1"), new Keeper.PersistAll(List.of("text")));

      assertThatThrownBy(() -> text.get(JournalSystem.LIMIT.toSeconds(), TimeUnit.SECONDS))
          .hasMessageContaining("an event of java.lang.String does not recover its actor alone")
          .hasMessageContaining("mend: set headwater.persistence.journal.history = all");
      system.answer(system.keeper(WIDGET, "w2"), new Keeper.PersistRun(1, 1));
    }
  }

  @Test
  void acknowledgesManyActorsAndPublishesEachVersionOnceInOrder() throws Exception {
    try (JournalSystem system = start()) {
      List<ActorRef> keepers = new ArrayList<>();
      List<CompletableFuture<Keeper.State>> ready = new ArrayList<>();
      for (int i = 0; i < ACTORS; i++) {
        ActorRef keeper = system.keeper(WIDGET, "w" + i);
        keepers.add(keeper);
        ready.add(system.ask(keeper, new Keeper.PersistRun(1, 1)));
      }
      all(ready);
      long startedAt = System.nanoTime();
      List<CompletableFuture<Keeper.State>> done =
          keepers.stream()
              .map(keeper -> system.ask(keeper, new Keeper.PersistRun(2, EVENTS)))
              .toList();
      all(done);
      double seconds = (System.nanoTime() - startedAt) / 1e9;
      LOG.warn(
          "{} persisted events/s with {} actors", (long) (ACTORS * (EVENTS - 1) / seconds), ACTORS);

      assertThat(done).allSatisfy(state -> assertThat(state.join().sequenceNr()).isEqualTo(EVENTS));
      assertExactlyOnce(topics.committed(JournalTopics.WIDGETS), ACTORS, EVENTS);
      assertThat(topics.committed(Topics.JOURNAL)).hasSize(ACTORS * EVENTS);
    }
  }

  static void assertExactlyOnce(
      List<ConsumerRecord<String, byte[]>> states, int keys, int versions) {
    Map<String, Long> newest = new HashMap<>();
    for (ConsumerRecord<String, byte[]> state : states) {
      long version = Long.parseLong(header(state, StateRecord.VERSION_HEADER));
      long expected = newest.merge(state.key(), 1L, Long::sum);
      if (version != expected) {
        fail("version %d of %s where %d is next", version, state.key(), expected);
      }
    }
    assertThat(newest).hasSize(keys);
    assertThat(newest.values()).containsOnly((long) versions);
  }

  static void all(List<CompletableFuture<Keeper.State>> answers) throws Exception {
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .get(2 * JournalSystem.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static void persistMany(JournalSystem system, int count) throws Exception {
    List<CompletableFuture<Keeper.State>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(system.ask(system.keeper(WIDGET, "w" + i), new Keeper.PersistRun(1, 1)));
    }
    all(answers);
  }

  private List<Long> versions(String id) {
    return topics.committed(JournalTopics.WIDGETS).stream()
        .filter(state -> state.key().equals(id))
        .map(state -> Long.parseLong(header(state, StateRecord.VERSION_HEADER)))
        .toList();
  }

  private static String header(ConsumerRecord<String, byte[]> state, String name) {
    return new String(state.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static void wipe(Path directory) throws IOException {
    for (Path file : files(directory).reversed()) {
      Files.delete(file);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(from.relativize(file)));
    }
  }

  /** All that is below a directory, each folder before what it holds. */
  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> !file.equals(directory)).sorted().toList();
    }
  }
}
