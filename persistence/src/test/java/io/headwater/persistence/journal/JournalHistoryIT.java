package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.resource.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.pekko.actor.ActorRef;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal with its last three events, as compaction leaves them. */
class JournalHistoryIT extends JournalScenario {

  private static final Logger LOG = LoggerFactory.getLogger(JournalHistoryIT.class);
  private static final History THREE = new History(3);
  private static final int RESOURCES = 5;
  private static final int STEPS = 60;

  @Test
  void theCompactedTopicHoldsTheLastThreeAndTheNewestAloneRecovers() throws Exception {
    try (JournalSystem system = start("store", "3")) {
      ActorRef keeper = system.keeper(WIDGET, "w1");
      system.answer(keeper, new Keeper.PersistRun(1, 7));

      assertThat(compacted().stream().map(one -> JournalEntry.decode(one.value())))
          .extracting(JournalEntry::sequenceNr)
          .containsExactly(5L, 6L, 7L);
      assertThat(compacted())
          .extracting(ConsumerRecord::key)
          .containsExactly(
              THREE.key("widget|w1", 5), THREE.key("widget|w1", 6), THREE.key("widget|w1", 7));
      assertThat(replayed(system.runtime(), "widget|w1")).containsExactly(5L, 6L, 7L);
      Keeper.State state = system.answer(system.restarted(keeper, WIDGET, "w1"), new Keeper.Read());
      assertThat(state.sequenceNr()).isEqualTo(7);
      assertThat(state.recovered())
          .extracting(event -> event.header().version())
          .containsExactly(7L);
    }
  }

  @Test
  void theSequenceGoesOnAfterADeletionWhenTheStoreIsRebuilt() throws Exception {
    try (JournalSystem system = start("first", "3")) {
      ActorRef keeper = system.keeper(WIDGET, "w1");
      system.answer(keeper, new Keeper.PersistRun(1, 4));
      system.answer(keeper, new Keeper.DeleteAll());
    }
    try (JournalSystem system = start("second", "3")) {
      ActorRef keeper = system.keeper(WIDGET, "w1");
      assertThat(system.answer(keeper, new Keeper.Read()))
          .isEqualTo(new Keeper.State(List.of(), 4));
      assertThat(compacted().stream().filter(one -> one.value() != null)).hasSize(1);
      system.answer(keeper, new Keeper.PersistRun(5, 6));
    }
    try (JournalSystem system = start("third", "3")) {
      Keeper.State state = system.answer(system.keeper(WIDGET, "w1"), new Keeper.Read());
      assertThat(state.sequenceNr()).isEqualTo(6);
      assertThat(state.recovered())
          .extracting(event -> event.header().version())
          .containsExactly(6L);
      assertThat(replayed(system.runtime(), "widget|w1")).containsExactly(5L, 6L);
    }
  }

  @Test
  void aStoreFromTheCompactedTopicIsTheOneThatSawEverything() throws Exception {
    long seed = System.nanoTime();
    LOG.warn("seed {}", seed);
    Random random = new Random(seed);
    try (JournalSystem system = start("store", "3")) {
      Map<String, ActorRef> keepers = new HashMap<>();
      for (int i = 0; i < RESOURCES; i++) {
        keepers.put("w" + i, system.keeper(WIDGET, "w" + i));
      }
      for (int step = 0; step < STEPS; step++) {
        String id = "w" + random.nextInt(RESOURCES);
        ActorRef keeper = keepers.get(id);
        long last = system.answer(keeper, new Keeper.Read()).sequenceNr();
        if (last > 0 && random.nextInt(4) == 0) {
          system.answer(keeper, new Keeper.DeleteTo(1 + random.nextLong(last)));
        } else {
          system.answer(keeper, new Keeper.PersistRun(last + 1, last + 1 + random.nextInt(4)));
        }
      }
      try (JournalStore rebuilt = new JournalStore(directory.resolve("own"), "any", THREE)) {
        for (ConsumerRecord<String, byte[]> one : compacted()) {
          if (one.value() != null) {
            JournalEntry entry = JournalEntry.decode(one.value());
            String persistenceId = History.persistenceId(one.key());
            rebuilt.apply(List.of(new KeyedEntry(persistenceId, entry)), Map.of());
          }
        }
        assertSame(rebuilt, system.runtime());
      }
    }
  }

  @Test
  void anotherHistoryRebuildsTheStoreAndLosesNothingThatIsNeeded() throws Exception {
    try (JournalSystem system = start("store", "newest")) {
      system.answer(system.keeper(WIDGET, "w1"), new Keeper.PersistRun(1, 3));
    }
    try (JournalSystem system = start("store", "3")) {
      ActorRef keeper = system.keeper(WIDGET, "w1");
      assertThat(system.answer(keeper, new Keeper.Read()).sequenceNr()).isEqualTo(3);
      system.answer(keeper, new Keeper.PersistRun(4, 8));
      assertThat(replayed(system.runtime(), "widget|w1")).containsExactly(6L, 7L, 8L);
    }
    try (JournalSystem system = start("store", "newest")) {
      ActorRef keeper = system.keeper(WIDGET, "w1");
      assertThat(system.answer(keeper, new Keeper.Read()).sequenceNr()).isEqualTo(8);
      assertThat(replayed(system.runtime(), "widget|w1")).containsExactly(8L);
      system.answer(keeper, new Keeper.PersistRun(9, 9));
    }
    try (JournalSystem system = start("other", "all")) {
      Keeper.State state = system.answer(system.keeper(WIDGET, "w1"), new Keeper.Read());
      assertThat(state.sequenceNr()).isEqualTo(9);
      assertThat(state.recovered())
          .extracting(event -> event.header().version())
          .containsExactly(9L);
    }
  }

  private static void assertSame(JournalStore rebuilt, JournalRuntime live) {
    for (int i = 0; i < RESOURCES; i++) {
      String id = "widget|w" + i;
      List<Long> own = new ArrayList<>();
      rebuilt.replay(id, 0, Long.MAX_VALUE, Long.MAX_VALUE, entry -> own.add(entry.sequenceNr()));
      assertThat(own).as("events of %s", id).isEqualTo(replayed(live, id));
      assertThat(rebuilt.entry(id).map(JournalEntry::sequenceNr))
          .as("the newest number of %s", id)
          .isEqualTo(live.entry(id).map(JournalEntry::sequenceNr));
      assertThat(rebuilt.entry(id).map(JournalEntry::isDeletion))
          .as("whether %s has events", id)
          .isEqualTo(live.entry(id).map(JournalEntry::isDeletion));
    }
  }

  private JournalSystem start(String store, String history) {
    return JournalSystem.start(
        topics.kafka(), directory.resolve(store), Map.of("history", history));
  }

  private static List<Long> replayed(JournalRuntime runtime, String persistenceId) {
    List<Long> seen = new ArrayList<>();
    runtime.replay(
        persistenceId, 0, Long.MAX_VALUE, Long.MAX_VALUE, entry -> seen.add(entry.sequenceNr()));
    return seen;
  }

  /** What compaction leaves: the last record of each key, in the order of the log. */
  private List<ConsumerRecord<String, byte[]>> compacted() {
    Map<String, ConsumerRecord<String, byte[]>> last = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> one : topics.committed(Topics.JOURNAL)) {
      last.put(one.key(), one);
    }
    return last.values().stream()
        .sorted(
            Comparator.comparingInt((ConsumerRecord<String, byte[]> one) -> one.partition())
                .thenComparingLong(ConsumerRecord::offset))
        .toList();
  }
}
