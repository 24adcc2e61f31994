package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Bytes;
import io.headwater.persistence.store.StoreDamagedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalStoreDamageTest {

  private static final int ENTRIES = 2_000;
  private static final int PAYLOAD_BYTES = 300;
  private static final String TOPIC = "journal-1";

  @TempDir Path directory;

  @Test
  void aFlippedByteIsNeverServedAndTheNextOpeningStartsAnew() throws IOException {
    fill();
    JournalStoreFiles.flipEntries(directory);

    try (JournalStore store = open()) {
      assertThatThrownBy(() -> readAll(store))
          .isInstanceOf(StoreDamagedException.class)
          .hasMessageContaining("reading the journal store found damage in the store")
          .hasMessageContaining(directory.toRealPath().toString())
          .hasMessageContaining("mend: restart the node");
    }
    assertOpensEmpty();
  }

  @Test
  void damagedOffsetsAreNotTakenForNone() throws IOException {
    fill();
    JournalStoreFiles.flipOffsets(directory);

    try (JournalStore store = open()) {
      assertThatThrownBy(() -> store.nextOffset(0)).isInstanceOf(StoreDamagedException.class);
    }
    assertOpensEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {".sst", "MANIFEST", "CURRENT"})
  void aMissingFileIsFoundWhenOpeningAndTheStoreStartsAnew(String file) throws IOException {
    fill();
    Files.delete(JournalStoreFiles.named(directory, file).getFirst());

    assertOpensEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MANIFEST", "CURRENT"})
  void garbageIsFoundWhenOpeningAndTheStoreStartsAnew(String file) throws IOException {
    fill();
    byte[] garbage = new byte[5_000];
    new Random(7).nextBytes(garbage);
    Files.write(JournalStoreFiles.named(directory, file).getFirst(), garbage);

    assertOpensEmpty();
  }

  @Test
  void aFlippedByteOfTheManifestIsFoundWhenOpeningAndTheStoreStartsAnew() throws IOException {
    fill();
    Path manifest = JournalStoreFiles.named(directory, "MANIFEST").getFirst();
    byte[] bytes = Files.readAllBytes(manifest);
    bytes[20] ^= 1;
    Files.write(manifest, bytes);

    assertOpensEmpty();
  }

  @Test
  void aTruncatedTableIsFoundWhenOpeningAndTheStoreStartsAnew() throws IOException {
    fill();
    Path table = JournalStoreFiles.named(directory, ".sst").getLast();
    Files.write(table, Arrays.copyOf(Files.readAllBytes(table), 500));

    assertOpensEmpty();
  }

  @Test
  void aDamagedWriteAheadLogGivesAnEarlierMomentThatIsWhole() throws IOException {
    Path copy = directory.resolve("copy");
    copyWithoutClosing(copy, 200);
    Path log = JournalStoreFiles.named(copy, ".log").getFirst();
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2] ^= 1;
    Files.write(log, bytes);

    assertThat(wholeUpTo(copy)).isBetween(1L, 199L);
  }

  @Test
  void whatAKilledProcessLeavesIsWhole() throws IOException {
    Path copy = directory.resolve("copy");
    copyWithoutClosing(copy, 300);

    assertThat(wholeUpTo(copy)).isEqualTo(300);
  }

  @Test
  void anUnknownFormatIsRefusedAndNothingIsDeleted() throws IOException {
    fill();
    Path format = directory.resolve("headwater.format");
    String own = Files.readString(format);
    for (String other : List.of("headwater journal, format 9, topic journal-1", "a diary", "")) {
      Files.writeString(format, other);
      assertThatThrownBy(this::open)
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("is '" + other + "', which this version of Headwater does not know")
          .hasMessageContaining(
              "mend: run the version that wrote it, or remove the directory, it is rebuilt");
    }
    Files.writeString(format, own);

    try (JournalStore store = open()) {
      assertThat(readAll(store)).isEqualTo(ENTRIES);
    }
  }

  @Test
  void anotherHistoryStartsAnew() throws IOException {
    fill();
    try (JournalStore store = new JournalStore(directory, TOPIC, new History(3))) {
      assertThat(readAll(store)).isZero();
      assertThat(store.nextOffset(0)).isEmpty();
      put(store, 1);
    }
    try (JournalStore store = new JournalStore(directory, TOPIC, new History(3))) {
      assertThat(readAll(store)).isEqualTo(1);
    }
    assertOpensEmpty();
  }

  private JournalStore open() {
    return new JournalStore(directory, TOPIC, History.NEWEST);
  }

  /** Fills a store until its entries lie in tables, not only in the write-ahead log. */
  private void fill() {
    Random random = new Random(3);
    try (JournalStore store = open()) {
      List<KeyedEntry> entries = new ArrayList<>();
      for (int i = 0; i < ENTRIES; i++) {
        byte[] noise = new byte[PAYLOAD_BYTES];
        random.nextBytes(noise);
        entries.add(new KeyedEntry("widget|" + i, JournalEntry.serialized(1, Bytes.of(noise))));
      }
      store.apply(entries, Map.of(0, (long) ENTRIES, 1, 0L, 2, 0L, 3, 0L));
    }
    // Opening writes what lies in the log to tables.
    try (JournalStore store = open()) {
      assertThat(readAll(store)).isEqualTo(ENTRIES);
    }
  }

  /** Puts entries one by one and copies the files as a killed process leaves them. */
  private void copyWithoutClosing(Path copy, int entries) throws IOException {
    Path own = directory.resolve("own");
    try (JournalStore store = new JournalStore(own, TOPIC, History.NEWEST)) {
      for (int i = 1; i <= entries; i++) {
        put(store, i);
      }
      try (Stream<Path> files = Files.walk(own)) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(own.relativize(file).toString()));
        }
      }
    }
  }

  private static void put(JournalStore store, long number) {
    JournalEntry entry = JournalEntry.serialized(1, Bytes.utf8("payload " + number));
    store.apply(List.of(new KeyedEntry("widget|" + (number - 1), entry)), Map.of(0, number));
  }

  /** The offset of a store, which has all entries before it and none after it. */
  private static long wholeUpTo(Path path) {
    try (JournalStore store = new JournalStore(path, TOPIC, History.NEWEST)) {
      long next = store.nextOffset(0).orElse(0);
      assertThat(readAll(store)).isEqualTo(next);
      for (long i = 0; i < next; i++) {
        assertThat(store.entry("widget|" + i)).isPresent();
      }
      return next;
    }
  }

  private static long readAll(JournalStore store) {
    long entries = 0;
    for (int i = 0; i < ENTRIES; i++) {
      entries += store.entry("widget|" + i).isPresent() ? 1 : 0;
    }
    return entries;
  }

  private void assertOpensEmpty() {
    try (JournalStore store = open()) {
      assertThat(readAll(store)).isZero();
      assertThat(store.nextOffset(0)).isEmpty();
    }
    try (JournalStore store = open()) {
      put(store, 1);
      assertThat(readAll(store)).isEqualTo(1);
    }
  }
}
