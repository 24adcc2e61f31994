package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static io.headwater.persistence.journal.JournalSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** A node whose store is damaged says so, and is whole again after a restart. */
class JournalStoreRebuildIT extends WriterScenario {

  private static final int RESOURCES = 900;
  private static final int COLOR_BYTES = 200;
  private static final String STORE = "store";

  private final List<JournalWrite> written = new ArrayList<>();

  @Test
  void aReadOfADamagedBlockFailsTheJournalAndARestartRebuildsEverything() throws Exception {
    fill();
    JournalStoreFiles.flipEntries(store());
    JournalRuntime damaged = runtime(STORE);

    assertThatThrownBy(() -> written.forEach(one -> damaged.entry(one.persistenceId())))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("found damage in the store")
        .hasMessageContaining("mend: restart the node");
    assertThat(damaged.failure())
        .hasValueSatisfying(
            reason -> assertThat(reason).hasMessageContaining("mend: restart the node"));
    assertThat(damaged.open(0))
        .failsWithin(LIMIT)
        .withThrowableThat()
        .withMessageContaining("mend: restart the node");
    damaged.close();

    assertWhole();
  }

  @Test
  void damageThatIsFoundWhenAPartitionOpensFailsTheJournal() throws Exception {
    fill();
    JournalStoreFiles.flipOffsets(store());
    JournalRuntime damaged = unopened();
    try {
      assertThat(damaged.open(0))
          .failsWithin(LIMIT)
          .withThrowableThat()
          .withMessageContaining("mend: restart the node");
      assertThat(damaged.failure()).isPresent();
    } finally {
      damaged.close();
    }

    assertWhole();
  }

  @Test
  void damageThatIsFoundWhenResourcesAreListedFailsTheJournal() throws Exception {
    fill();
    JournalStoreFiles.flipEntries(store());
    JournalRuntime damaged = runtime(STORE);

    assertThatThrownBy(() -> damaged.forEach(WIDGET, id -> {}))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("mend: restart the node");
    assertThat(damaged.failure()).isPresent();
    damaged.close();

    assertWhole();
  }

  private void fill() throws Exception {
    Random random = new Random(11);
    try (JournalRuntime runtime = runtime(STORE)) {
      for (int i = 0; i < RESOURCES; i++) {
        byte[] noise = new byte[COLOR_BYTES];
        random.nextBytes(noise);
        String color = HexFormat.of().formatHex(noise);
        JournalWrite write = write(replaced(WIDGET, "w" + i, 1, color), 1);
        runtime.submit(write);
        written.add(write);
      }
      for (JournalWrite write : written) {
        assertThat(result(write)).isEmpty();
      }
    }
    // Opening writes what lies in the write-ahead log to tables; the journal would add offsets.
    try (Admin admin = Admin.create(new HashMap<>(topics.kafka()))) {
      String topic = JournalRuntime.journalIdentity(admin, settings(STORE));
      new JournalStore(store(), topic, History.NEWEST).close();
    }
  }

  private Path store() {
    return directory.resolve(STORE);
  }

  private JournalRuntime unopened() {
    return new JournalRuntime(
        settings(STORE),
        new JournalRuntime.Surroundings(
            new SimpleMeterRegistry(), CommitObserver.NONE, Membership.NONE));
  }

  private void assertWhole() throws Exception {
    JournalRuntime rebuilt = runtime(STORE);
    for (JournalWrite write : written) {
      assertThat(rebuilt.entry(write.persistenceId())).contains(write.entry());
    }
    List<String> known = new ArrayList<>();
    rebuilt.forEach(WIDGET, id -> known.add(id.text()));
    assertThat(known).hasSize(RESOURCES);
    JournalWrite next = write(replaced(WIDGET, "w0", 2), 2);
    rebuilt.submit(next);
    assertThat(next.done().get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEmpty();
    assertThat(rebuilt.entry("widget|w0")).contains(next.entry());
    assertThat(rebuilt.failure()).isEmpty();
  }
}
