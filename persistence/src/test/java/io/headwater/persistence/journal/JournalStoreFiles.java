package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Damages the files of a closed journal store. */
final class JournalStoreFiles {

  /** Tables of entries are larger, those of offsets smaller. */
  private static final long LARGE_BYTES = 10_000;

  private static final int EVERY_BYTES = 500;

  private JournalStoreFiles() {}

  /** Flips bits in many blocks of the tables that hold entries. */
  static void flipEntries(Path store) throws IOException {
    List<Path> tables =
        named(store, ".sst").stream().filter(table -> size(table) > LARGE_BYTES).toList();
    assertThat(tables).as("large tables of %s", sizes(store)).isNotEmpty();
    for (Path table : tables) {
      byte[] bytes = Files.readAllBytes(table);
      for (int at = bytes.length / 4; at < bytes.length / 2; at += EVERY_BYTES) {
        bytes[at] ^= 0x40;
      }
      Files.write(table, bytes);
    }
  }

  /** Flips a bit in the first block of the tables that hold the offsets. */
  static void flipOffsets(Path store) throws IOException {
    List<Path> tables =
        named(store, ".sst").stream().filter(table -> size(table) <= LARGE_BYTES).toList();
    assertThat(tables).isNotEmpty();
    for (Path table : tables) {
      byte[] bytes = Files.readAllBytes(table);
      bytes[3] ^= 0x40;
      Files.write(table, bytes);
    }
  }

  /** The database's files whose names contain a text. */
  static List<Path> named(Path store, String part) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("headwater.db"))) {
      return files.filter(file -> file.getFileName().toString().contains(part)).sorted().toList();
    }
  }

  private static List<String> sizes(Path store) throws IOException {
    return named(store, "").stream().map(file -> file.getFileName() + ": " + size(file)).toList();
  }

  private static long size(Path file) {
    return file.toFile().length();
  }
}
