package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreHistoryTest {

  private static final String ID = "widget|w1";

  /** Its key begins with the other's, whatever separates ids from numbers. */
  private static final String LONGER_ID = "widget|w10";

  @TempDir Path directory;

  private JournalStore store;

  @BeforeEach
  void open() {
    store = new JournalStore(directory, "journal-1", new History(3));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void keepsTheLastThreeOfEachOverARestart() {
    put(ID, 1, 5);
    put(LONGER_ID, 1, 2);
    close();
    open();

    assertThat(replayed(ID, 0, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(3L, 4L, 5L);
    assertThat(replayed(LONGER_ID, 0, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(1L, 2L);
    assertThat(store.entry(ID).orElseThrow().sequenceNr()).isEqualTo(5);
    assertThat(replayed("widget|w", 0, Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void replaysWithinItsBounds() {
    put(ID, 1, 5);

    assertThat(replayed(ID, 4, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(4L, 5L);
    assertThat(replayed(ID, 1, 4, Long.MAX_VALUE)).containsExactly(3L, 4L);
    assertThat(replayed(ID, 1, Long.MAX_VALUE, 2)).containsExactly(3L, 4L);
    assertThat(replayed(ID, 4, 4, Long.MAX_VALUE)).containsExactly(4L);
    assertThat(replayed(ID, 5, 4, Long.MAX_VALUE)).isEmpty();
    assertThat(replayed(ID, 6, Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
    assertThat(replayed(ID, 1, Long.MAX_VALUE, 0)).isEmpty();
    assertThat(replayed(ID, -1, -1, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void replaysTheNewestOnlyWhereNoHistoryIsKept(@TempDir Path other) {
    try (JournalStore newest = new JournalStore(other, "journal-1", History.NEWEST)) {
      newest.apply(List.of(keyed(ID, 1), keyed(ID, 2)), Map.of());
      List<Long> seen = new ArrayList<>();
      newest.replay(ID, 1, 5, 5, entry -> seen.add(entry.sequenceNr()));
      newest.replay(ID, 1, 1, 5, entry -> seen.add(entry.sequenceNr()));
      newest.replay(ID, 3, 5, 5, entry -> seen.add(entry.sequenceNr()));
      newest.replay(ID, 1, 5, 0, entry -> seen.add(entry.sequenceNr()));

      assertThat(seen).containsExactly(2L);
    }
  }

  @Test
  void aDeletionOfAllKeepsTheSequenceGoing() {
    put(ID, 1, 4);
    delete(ID, 4);

    assertThat(replayed(ID, 0, Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
    assertThat(store.entry(ID).orElseThrow().isDeletion()).isTrue();
    assertThat(store.entry(ID).orElseThrow().sequenceNr()).isEqualTo(4);
    put(ID, 5, 6);
    assertThat(replayed(ID, 0, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(5L, 6L);
    assertThat(store.entry(ID).orElseThrow().sequenceNr()).isEqualTo(6);
  }

  @Test
  void aDeletionOfTheOlderKeepsTheNewerAndTheNewest() {
    put(ID, 1, 4);
    put(LONGER_ID, 1, 4);
    delete(ID, 3);

    assertThat(replayed(ID, 0, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(4L);
    assertThat(store.entry(ID)).contains(entry(4));
    assertThat(replayed(LONGER_ID, 0, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void aDeletionAndANewerEventOfOneBatchLeaveTheEventInWhicheverOrder() {
    put(ID, 1, 2);
    JournalEntry deletion = entry(2).deletion(2);
    store.apply(List.of(new KeyedEntry(ID, deletion), keyed(ID, 3)), Map.of());
    put(LONGER_ID, 1, 2);
    store.apply(List.of(keyed(LONGER_ID, 3), new KeyedEntry(LONGER_ID, deletion)), Map.of());

    for (String id : List.of(ID, LONGER_ID)) {
      assertThat(replayed(id, 0, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(3L);
      assertThat(store.entry(id)).contains(entry(3));
    }
  }

  private void put(String id, long first, long last) {
    for (long sequenceNr = first; sequenceNr <= last; sequenceNr++) {
      store.apply(List.of(keyed(id, sequenceNr)), Map.of());
    }
  }

  private void delete(String id, long to) {
    JournalEntry newest = store.entry(id).orElseThrow();
    store.apply(List.of(new KeyedEntry(id, newest.deletion(to))), Map.of());
  }

  private List<Long> replayed(String id, long from, long to, long max) {
    List<Long> seen = new ArrayList<>();
    store.replay(id, from, to, max, entry -> seen.add(entry.sequenceNr()));
    return seen;
  }

  private static KeyedEntry keyed(String id, long sequenceNr) {
    return new KeyedEntry(id, entry(sequenceNr));
  }

  private static JournalEntry entry(long sequenceNr) {
    return JournalEntry.serialized(sequenceNr, Bytes.utf8("event " + sequenceNr));
  }
}
