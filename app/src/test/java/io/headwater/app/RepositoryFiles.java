package io.headwater.app;

import java.nio.file.Files;
import java.nio.file.Path;

/** The repository's own files, wherever the tests are started. */
public final class RepositoryFiles {

  private RepositoryFiles() {}

  /** A file or folder by its path in the repository. */
  public static Path of(String path) {
    Path here = Path.of("").toAbsolutePath();
    Path repository = Files.isDirectory(here.resolve("config")) ? here : here.getParent();
    return repository.resolve(path);
  }
}
