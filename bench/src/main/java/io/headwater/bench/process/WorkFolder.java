package io.headwater.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder that is gone after the run. */
record WorkFolder(Path path) implements AutoCloseable {

  static WorkFolder create() throws IOException {
    return new WorkFolder(Files.createTempDirectory("headwater-bench-"));
  }

  /** Removes all that is in the folder, and keeps it. */
  void clear() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!one.equals(path)) {
          Files.delete(one);
        }
      }
    }
  }

  /** Makes this folder one like another, which nobody may write to meanwhile. */
  void copy(WorkFolder other) throws IOException {
    clear();
    try (Stream<Path> all = Files.walk(other.path)) {
      for (Path one : all.toList()) {
        if (!one.equals(other.path)) {
          Files.copy(one, path.resolve(other.path.relativize(one)));
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    clear();
    Files.delete(path);
  }
}
