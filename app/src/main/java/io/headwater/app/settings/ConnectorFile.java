package io.headwater.app.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A connector's settings as the user pasted them: Kafka Connect's JSON, with or without the {@code
 * name}/{@code config} frame, or {@code .properties}, with or without the prefix {@value #PREFIX}.
 *
 * <p>Values may hold secrets: {@link #toString()} and problems never show one. Immutable.
 */
public final class ConnectorFile {

  /** The prefix of Debezium Server's settings; when one key has it, keys without it are ignored. */
  public static final String PREFIX = "debezium.source.";

  private final Path path;
  private final SequencedMap<String, String> settings;
  private final Map<String, Integer> lines;
  private final List<String> ignored;

  private ConnectorFile(
      Path path,
      SequencedMap<String, String> settings,
      Map<String, Integer> lines,
      List<String> ignored) {
    this.path = path;
    this.settings = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(settings));
    this.lines = Map.copyOf(lines);
    this.ignored = List.copyOf(ignored);
  }

  /**
   * What the file holds.
   *
   * @param connector the settings that could be read, none of them when the file cannot be
   */
  public record Loaded(ConnectorFile connector, Problems problems) {}

  /**
   * Reads the file and replaces {@code ${env:NAME}} in its values.
   *
   * @param environment the environment variables by name
   */
  public static Loaded read(Path path, Map<String, String> environment) {
    Problems problems = new Problems();
    ConnectorText text =
        content(path, problems)
            .map(bytes -> parse(path, bytes, problems))
            .orElseGet(ConnectorText::new);
    Placeholders placeholders = new Placeholders(environment, text.prefixed());
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    text.values()
        .forEach(
            (key, value) ->
                placeholders
                    .resolve(
                        key,
                        value,
                        (what, mend) -> problems.add(path.toString(), text.line(key), what, mend))
                    .ifPresent(resolved -> settings.put(key, resolved)));
    return new Loaded(new ConnectorFile(path, settings, text.lines(), text.ignored()), problems);
  }

  private static Optional<byte[]> content(Path path, Problems problems) {
    try {
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      problems.add(
          path.toString(),
          0,
          "the file does not exist",
          "create it, or correct its source's 'connector'");
    } catch (IOException e) {
      problems.add(
          path.toString(),
          0,
          "the file cannot be read: " + e.getClass().getSimpleName(),
          "let this user read it");
    }
    return Optional.empty();
  }

  private static ConnectorText parse(Path path, byte[] bytes, Problems problems) {
    String name = path.toString();
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".json")) {
      return LocatedJson.read(name, bytes, problems)
          .map(json -> ConnectorText.ofJson(name, json, problems))
          .orElseGet(ConnectorText::new);
    }
    if (lower.endsWith(".properties")) {
      try {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return ConnectorText.ofProperties(name, text, problems);
      } catch (CharacterCodingException e) {
        problems.add(name, 0, "the file is not UTF-8", "save it as UTF-8");
        return new ConnectorText();
      }
    }
    problems.add(
        name,
        0,
        "connector settings are read from .json and .properties files only",
        "rename the file after its format");
    return new ConnectorText();
  }

  /** The file as the user names it. */
  public Path path() {
    return path;
  }

  /** The settings in the file's order, placeholders replaced; unmodifiable. */
  public SequencedMap<String, String> settings() {
    return settings;
  }

  /** The line of each key in the file. */
  public Map<String, Integer> lines() {
    return lines;
  }

  /** Keys of the file that are not the connector's, such as {@code debezium.sink.type}. */
  public List<String> ignored() {
    return ignored;
  }

  /** A problem with a key of this file; a key that it lacks gives a problem without a line. */
  public Problem problem(String key, String what, String mend) {
    return new Problem(path.toString(), lines.getOrDefault(key, 0), what, mend);
  }

  /** The file and its keys; no values. */
  @Override
  public String toString() {
    return "ConnectorFile[" + path + ", keys " + settings.keySet() + "]";
  }
}
