package io.headwater.persistence.bootstrap;

import static io.headwater.persistence.bootstrap.ViewSamples.KEPT;
import static io.headwater.persistence.bootstrap.ViewSamples.NOW;
import static io.headwater.persistence.bootstrap.ViewSamples.PARTITIONS;
import static io.headwater.persistence.bootstrap.ViewSamples.WIDGET;
import static io.headwater.persistence.bootstrap.ViewSamples.apply;
import static io.headwater.persistence.bootstrap.ViewSamples.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.bootstrap.BootstrapView.Snapshot;
import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.persistence.store.StoreDamagedException;
import io.headwater.persistence.store.StoreLockedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksBootstrapViewDamageTest {

  private static final int STATES = 20_000;
  private static final Map<Integer, Long> END = Map.of(0, 90L, 1, 90L, 2, 90L, 3, 90L);

  @TempDir Path directory;

  @Test
  void aFlippedByteIsNeverServedAndTheNextOpeningStartsAnew() throws IOException {
    fill();
    List<Path> tables = files(".sst");
    for (Path table : tables) {
      byte[] bytes = Files.readAllBytes(table);
      for (int at = bytes.length / 4; at < bytes.length / 2; at += 1_000) {
        bytes[at] ^= 0x40;
      }
      Files.write(table, bytes);
    }

    assertThat(tables).isNotEmpty();
    try (RocksBootstrapView view =
        RocksBootstrapView.open(
            directory, PARTITIONS, ViewLimits.defaults(), ViewPins.NONE, () -> NOW)) {
      assertThatThrownBy(() -> readAll(view))
          .isInstanceOf(StoreDamagedException.class)
          .hasMessageContaining(directory.toRealPath().toString())
          .hasMessageContaining("mend: restart the node");
    }
    assertOpensEmpty();
  }

  @Test
  void aTruncatedTableIsFoundWhenOpeningAndTheViewStartsAnew() throws IOException {
    fill();
    Path table = files(".sst").getFirst();
    Files.write(table, Arrays.copyOf(Files.readAllBytes(table), 1_000));

    assertOpensEmpty();
  }

  @Test
  void missingFilesAreFoundWhenOpeningAndTheViewStartsAnew() throws IOException {
    for (String suffix : List.of(".sst", "MANIFEST", "CURRENT")) {
      fill();
      Files.delete(files(suffix).getFirst());

      assertOpensEmpty();
    }
  }

  @Test
  void aManifestOfGarbageIsFoundWhenOpeningAndTheViewStartsAnew() throws IOException {
    fill();
    byte[] garbage = new byte[5_000];
    new Random(7).nextBytes(garbage);
    Files.write(files("MANIFEST").getFirst(), garbage);

    assertOpensEmpty();
  }

  @Test
  void aDamagedWriteAheadLogGivesAnEarlierMomentThatIsWhole() throws IOException {
    Path copy = directory.resolve("copy");
    try (RocksBootstrapView view =
        RocksBootstrapView.open(
            directory.resolve("own"),
            PARTITIONS,
            ViewLimits.defaults(),
            ViewPins.NONE,
            () -> NOW)) {
      view.open(WIDGET, "e1", KEPT);
      applyOneByOne(view, 200);
      copyTree(directory.resolve("own"), copy);
    }
    Path log = files(copy, ".log").getFirst();
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2] ^= 1;
    Files.write(log, bytes);

    try (RocksBootstrapView view =
        RocksBootstrapView.open(
            copy, PARTITIONS, ViewLimits.defaults(), ViewPins.NONE, () -> NOW)) {
      long applied = view.positions(WIDGET).next().values().stream().mapToLong(n -> n).sum();
      assertThat(applied).isBetween(1L, 199L);
      assertThat(view.count(WIDGET)).isEqualTo(applied);
      assertThat(readAll(view)).isEqualTo(applied);
    }
  }

  @Test
  void whatAKilledProcessLeavesIsWhole() throws IOException {
    Path copy = directory.resolve("copy");
    try (RocksBootstrapView view =
        RocksBootstrapView.open(
            directory.resolve("own"),
            PARTITIONS,
            ViewLimits.defaults(),
            ViewPins.NONE,
            () -> NOW)) {
      view.open(WIDGET, "e1", KEPT);
      applyOneByOne(view, 300);
      // The files as they are without a close: what the operating system keeps after a kill.
      copyTree(directory.resolve("own"), copy);
    }

    try (RocksBootstrapView view =
        RocksBootstrapView.open(
            copy, PARTITIONS, ViewLimits.defaults(), ViewPins.NONE, () -> NOW)) {
      assertThat(view.open(WIDGET, "e1", KEPT).next().values().stream().mapToLong(n -> n).sum())
          .isEqualTo(300);
      assertThat(view.count(WIDGET)).isEqualTo(300);
      assertThat(readAll(view)).isEqualTo(300);
    }
  }

  @Test
  void anotherNumberOfPartitionsOrAnUnknownFormatStartsAnew() throws IOException {
    fill();
    try (RocksBootstrapView view =
        RocksBootstrapView.open(
            directory, PARTITIONS + 1, ViewLimits.defaults(), ViewPins.NONE, () -> NOW)) {
      assertThat(view.types()).isEmpty();
      view.open(WIDGET, "e1", KEPT);
    }
    Files.writeString(directory.resolve("headwater.format"), "headwater bootstrap view, format 9");

    assertOpensEmpty();
  }

  @Test
  void aSecondOpenerIsRefusedAndTheFirstGoesOn() {
    try (RocksBootstrapView view =
        RocksBootstrapView.open(
            directory, PARTITIONS, ViewLimits.defaults(), ViewPins.NONE, () -> NOW)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(
                () ->
                    RocksBootstrapView.open(
                        directory, PARTITIONS, ViewLimits.defaults(), ViewPins.NONE, () -> NOW))
            .isInstanceOf(StoreLockedException.class)
            .hasMessageContaining("in use by another node or process");
      }

      assertThat(view.open(WIDGET, "e1", KEPT).epoch()).isEqualTo("e1");
    }
    RocksBootstrapView.open(directory, PARTITIONS, ViewLimits.defaults(), ViewPins.NONE, () -> NOW)
        .close();
  }

  /** Fills a store until its states lie in tables, not only in the write-ahead log. */
  private void fill() {
    ViewLimits small = new ViewLimits(1 << 20, 1 << 20, 1);
    try (RocksBootstrapView view =
        RocksBootstrapView.open(directory, PARTITIONS, small, ViewPins.NONE, () -> NOW)) {
      view.open(WIDGET, "e1", KEPT);
      Random random = new Random(3);
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < STATES; i++) {
        byte[] noise = new byte[100];
        random.nextBytes(noise);
        entries.add(put("id-" + i, HexFormat.of().formatHex(noise)));
      }
      for (int from = 0; from < STATES; from += 500) {
        apply(view, WIDGET, entries.subList(from, from + 500), END);
      }
    }
    try (RocksBootstrapView view =
        RocksBootstrapView.open(directory, PARTITIONS, small, ViewPins.NONE, () -> NOW)) {
      assertThat(readAll(view)).isEqualTo(STATES);
    }
  }

  private static void applyOneByOne(RocksBootstrapView view, int states) {
    Map<Integer, Long> next = new HashMap<>();
    for (int i = 0; i < states; i++) {
      Entry entry = put("id-" + i, "value " + i);
      apply(
          view,
          WIDGET,
          List.of(entry),
          Map.of(entry.partition(), next.merge(entry.partition(), 1L, Long::sum)));
    }
  }

  private static long readAll(RocksBootstrapView view) {
    long states = 0;
    try (Snapshot snapshot = view.snapshot(WIDGET, OptionalInt.empty())) {
      for (var all = snapshot.states(); all.hasNext(); all.next()) {
        states++;
      }
    }
    return states;
  }

  private void assertOpensEmpty() {
    try (RocksBootstrapView view =
        RocksBootstrapView.open(
            directory, PARTITIONS, ViewLimits.defaults(), ViewPins.NONE, () -> NOW)) {
      assertThat(view.types()).isEmpty();
      assertThat(view.open(WIDGET, "e1", KEPT)).isEqualTo(StreamPositions.of("e1", Map.of()));
      assertThat(readAll(view)).isZero();
    }
  }

  private List<Path> files(String part) throws IOException {
    return files(directory, part);
  }

  private static List<Path> files(Path store, String part) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("headwater.db"))) {
      return files.filter(file -> file.getFileName().toString().contains(part)).sorted().toList();
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
