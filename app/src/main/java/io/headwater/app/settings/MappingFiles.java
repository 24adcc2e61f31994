package io.headwater.app.settings;

import io.headwater.core.resource.ResourceType;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the mapping files of a folder: every {@code *.conf} directly in it, by name. */
public final class MappingFiles {

  private MappingFiles() {}

  /**
   * What the folder holds.
   *
   * @param resources the resources without problems, by file name
   */
  public record Loaded(List<ResourceDefinition> resources, Problems problems) {
    public Loaded {
      resources = List.copyOf(resources);
    }
  }

  /**
   * Reads every mapping and its contract schema.
   *
   * @param directory the folder; problems name its files as they are reached through it
   * @param sources the names of the configured sources
   */
  public static Loaded read(Path directory, Set<String> sources) {
    return read(directory, sources, SchemaFile::read);
  }

  /** As {@link #read}, as if no mapping named a contract: it may not be there yet, or outdated. */
  public static Loaded readWithoutSchemas(Path directory, Set<String> sources) {
    return read(directory, sources, (name, resource) -> Optional.empty());
  }

  private static Loaded read(Path directory, Set<String> sources, SchemaFile.Reader schemas) {
    Problems problems = new Problems();
    List<ResourceDefinition> resources = new ArrayList<>();
    Map<ResourceType, String> places = new HashMap<>();
    List<Path> files = files(directory, problems);
    for (Path path : files) {
      HoconFile.read(path, problems)
          .ifPresent(
              file ->
                  resources.addAll(new MappingReader(file, sources, places, schemas).resources()));
    }
    if (files.isEmpty() && problems.isEmpty()) {
      problems.add(
          directory.toString(),
          0,
          "the folder has no mapping file",
          "write one file per resource, such as " + directory.resolve("widget.conf"));
    }
    ColumnRuleAgreement.check(resources, problems);
    return new Loaded(resources, problems);
  }

  private static List<Path> files(Path directory, Problems problems) {
    List<Path> files = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      problems.add(
          directory.toString(),
          0,
          "the resources folder does not exist",
          "create it, or correct headwater.resources");
      return files;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.conf")) {
      found.forEach(files::add);
    } catch (IOException e) {
      problems.add(
          directory.toString(),
          0,
          "the resources folder cannot be read: " + e.getClass().getSimpleName(),
          "let this user read it");
    }
    files.sort(null);
    return files;
  }
}
