package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.GADGET;
import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.resource.ResourceType;
import io.headwater.persistence.produce.ResourceEventCodec;
import io.headwater.persistence.store.StoreLockedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreTest {

  private static final int READERS = 4;

  @TempDir Path directory;

  private JournalStore store;

  @BeforeEach
  void open() {
    store = new JournalStore(directory, "journal-1", History.NEWEST);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void put(ResourceType type, String id, long version) {
    JournalWrite write = JournalSamples.write(replaced(type, id, version), version);
    store.apply(
        List.of(new KeyedEntry(write.persistenceId(), write.entry())),
        Map.of(write.partition(), version));
  }

  private List<String> known(ResourceType type) {
    List<String> ids = new ArrayList<>();
    store.forEachResource(
        type, payload -> ids.add(ResourceEventCodec.resource(payload).id().text()));
    return ids;
  }

  @Test
  void keepsTheNewestEntryAndTheOffsetsOverARestart() {
    put(WIDGET, "w1", 1);
    put(WIDGET, "w1", 2);
    store.apply(List.of(), Map.of(0, 7L, 3, 12L));
    close();
    open();

    assertThat(store.entry("widget|w1").orElseThrow().sequenceNr()).isEqualTo(2);
    assertThat(store.entry("widget|w2")).isEmpty();
    assertThat(store.nextOffset(0)).hasValue(7);
    assertThat(store.nextOffset(3)).hasValue(12);
    assertThat(store.nextOffset(9)).isEmpty();
  }

  @Test
  void goesThroughTheResourcesOfOneTypeThatHaveEvents() {
    put(WIDGET, "w1", 1);
    put(WIDGET, "a|b", 1);
    put(WIDGET, "gone", 1);
    put(GADGET, "g1", 1);
    put(new ResourceType("widget-box"), "b1", 1);
    JournalEntry gone = store.entry("widget|gone").orElseThrow().deletion(1);
    store.apply(List.of(new KeyedEntry("widget|gone", gone)), Map.of());

    assertThat(known(WIDGET)).containsExactlyInAnyOrder("w1", "a|b");
    assertThat(known(GADGET)).containsExactly("g1");
    assertThat(known(new ResourceType("nothing"))).isEmpty();
  }

  @Test
  void refusesTheImageOfAnotherJournalAndStaysUsableForItsOwn() {
    put(WIDGET, "w1", 1);
    close();

    assertThatThrownBy(() -> new JournalStore(directory, "journal-2", History.NEWEST))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("belongs to journal journal-1, and the topic's is journal-2")
        .hasMessageContaining("mend: point headwater.data-dir elsewhere");
    open();
    assertThat(store.entry("widget|w1")).isPresent();
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    assertThatThrownBy(() -> new JournalStore(directory, "journal-1", History.NEWEST))
        .isInstanceOf(StoreLockedException.class)
        .hasMessageContaining("is in use by another node or process");
  }

  @Test
  void failsEveryUseAfterClosing() {
    store.close();
    store.close();

    assertThatThrownBy(() -> store.entry("widget|w1")).hasMessageContaining("is closed");
    assertThatThrownBy(() -> store.nextOffset(0)).hasMessageContaining("is closed");
    assertThatThrownBy(() -> store.apply(List.of(), Map.of())).hasMessageContaining("is closed");
    assertThatThrownBy(() -> store.forEachResource(WIDGET, id -> {}))
        .hasMessageContaining("is closed");
  }

  @Test
  void closesWhileReadsRun() throws Exception {
    for (int i = 0; i < 100; i++) {
      put(WIDGET, "w" + i, 1);
    }
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    CountDownLatch reading = new CountDownLatch(READERS);
    try {
      List<Future<?>> results = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        boolean all = i % 2 == 0;
        results.add(readers.submit(() -> readUntilClosed(all, reading)));
      }
      reading.await();
      store.close();
      for (Future<?> result : results) {
        result.get(60, TimeUnit.SECONDS);
      }
    } finally {
      readers.shutdownNow();
    }
  }

  private void readUntilClosed(boolean all, CountDownLatch reading) {
    assertThatThrownBy(
            () -> {
              while (true) {
                if (all) {
                  known(WIDGET);
                } else {
                  store.entry("widget|w1").orElseThrow();
                }
                reading.countDown();
              }
            })
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("is closed");
  }
}
