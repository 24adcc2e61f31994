package io.headwater.app.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Reads {@code headwater.sources}. */
final class SourcesReader {

  private static final String KEY = "headwater.sources";
  private static final List<String> KEYS = List.of("engine", "kind", "connector");

  private static final String DEBEZIUM = "debezium";
  private static final String KAFKA = "kafka";
  private static final List<String> ENGINES = List.of(DEBEZIUM, KAFKA);

  /** Databases that are read by topics only. */
  private static final Set<String> BY_TOPICS = Set.of("mongodb", "oracle", "sqlserver");

  /** It becomes part of a topic's name and of an URL. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

  private final HoconFile file;
  private final BiFunction<ConfigValue, String, Optional<Path>> paths;

  /**
   * Creates the reader.
   *
   * @param paths reads a value as a path; gets the value and its key
   */
  SourcesReader(HoconFile file, BiFunction<ConfigValue, String, Optional<Path>> paths) {
    this.file = file;
    this.paths = paths;
  }

  /** The sources without problems, sorted by name. */
  Optional<SequencedMap<String, Source>> read(ConfigValue value) {
    if (!(value instanceof ConfigObject object)) {
      return Optional.empty();
    }
    HoconBlock all = new HoconBlock(file, object, KEY, List.of("headwater", "sources"));
    SequencedMap<String, Source> sources = new LinkedHashMap<>();
    for (String name : new TreeSet<>(object.keySet())) {
      if (!NAME.matcher(name).matches()) {
        all.problem(
            name,
            "source name '" + name + "' is not valid",
            "use a lower-case letter, then lower-case letters, digits, - or _, at most 64");
      }
      all.block(name, KEY + "." + name)
          .flatMap(block -> source(name, block))
          .ifPresent(source -> sources.put(name, source));
    }
    return Optional.of(sources);
  }

  private Optional<Source> source(String name, HoconBlock block) {
    String engine = block.text("engine").orElse(DEBEZIUM);
    return switch (engine) {
      case DEBEZIUM -> database(name, block);
      case KAFKA -> new TopicsReader(block).read(name);
      default -> {
        block.problem(
            "engine",
            "unknown engine '%s' in %s".formatted(engine, block.place()),
            Suggestion.mend(engine, ENGINES));
        yield Optional.empty();
      }
    };
  }

  private Optional<Source> database(String name, HoconBlock block) {
    block.allow(KEYS, Map.of());
    String kindKeys = String.join(" or ", SourceKind.keys());
    Optional<String> kindText = block.requiredText("kind", "write kind = " + kindKeys);
    Optional<SourceKind> kind = kindText.flatMap(SourceKind::of);
    if (kindText.isPresent() && kind.isEmpty()) {
      block.problem(
          "kind",
          "unknown kind '%s' in %s".formatted(kindText.get(), block.place()),
          BY_TOPICS.contains(kindText.get())
              ? "let a connector fill topics and write engine = kafka, topics = [\"…\"]; "
                  + "docs/change-event.md has the formats, docs/mongodb.md an example"
              : Suggestion.mend(kindText.get(), SourceKind.keys()));
    }
    block.require(
        "connector", "write connector = \"connectors/" + name + ".json\", its settings file");
    Optional<Path> connector =
        block.value("connector").flatMap(value -> paths.apply(value, block.place() + ".connector"));
    return kind.flatMap(
        known -> connector.map(settingsFile -> new Source.Database(name, known, settingsFile)));
  }
}
