package io.headwater.app.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes files into a temporary folder, and shows problems with names relative to it. */
record TestFiles(Path folder) {

  Path write(String name, String content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The printed lines, without the temporary folder. */
  List<String> lines(Problems problems) {
    String shown = problems.toString().replace(folder + "/", "");
    return shown.isEmpty() ? List.of() : List.of(shown.split("\n", -1));
  }
}
