package io.headwater.app.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Reads a source of {@code engine = kafka}; what is wrong becomes a problem. */
final class TopicsReader {

  private static final List<String> KEYS =
      List.of("engine", "topics", "format", "kafka", "transactions", "tables", "duplicate-window");
  private static final List<String> TOPIC_KEYS = List.of("topic", "format");
  private static final List<String> TABLE_KEYS = List.of("table", "topic", "key", "types");
  private static final String AUTO = "auto";

  private final HoconBlock block;

  TopicsReader(HoconBlock block) {
    this.block = block;
  }

  /** The source as far as it is right; empty without topics. */
  Optional<Source> read(String name) {
    block.allow(KEYS, Map.of());
    block.require("topics", "write topics = [\"shop.public.widgets\", …]");
    Optional<RawFormat> common = format(block);
    SequencedMap<String, Optional<RawFormat>> topics = new LinkedHashMap<>();
    for (ConfigValue item : items("topics", "a list of topics", "topics = [\"a.topic\", …]")) {
      topic(item)
          .ifPresent(
              topic -> {
                if (topics.put(topic.name(), topic.format().or(() -> common)) != null) {
                  block
                      .file()
                      .problem(item, "'%s' is named twice".formatted(topic.name()), "remove one");
                }
              });
    }
    List<Source.Table> tables = new ArrayList<>();
    for (ConfigValue item : items("tables", "a list of blocks", "tables = [{ table = … }]")) {
      table(item, topics.keySet()).ifPresent(tables::add);
    }
    Map<String, String> kafka =
        block
            .value("kafka")
            .flatMap(KafkaProperties.other(block.file(), block.place() + ".kafka")::read)
            .orElse(Map.of());
    return topics.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Source.Topics(
                name, kafka, topics, block.text("transactions"), tables, duplicateWindow()));
  }

  private record Topic(String name, Optional<RawFormat> format) {}

  private Optional<Topic> topic(ConfigValue item) {
    if (item instanceof ConfigObject object) {
      HoconBlock topic =
          new HoconBlock(
              block.file(), object, "a topic of " + block.place(), block.below("topics"));
      topic.allow(TOPIC_KEYS, Map.of());
      return topic
          .requiredText("topic", "write topic = \"its name\"")
          .map(name -> new Topic(name, format(topic)));
    }
    return block.name("topics", item).map(name -> new Topic(name.text(), Optional.empty()));
  }

  private static Optional<RawFormat> format(HoconBlock in) {
    Optional<String> text = in.text("format").filter(format -> !format.equals(AUTO));
    Optional<RawFormat> format = text.flatMap(RawFormat::of);
    if (text.isPresent() && format.isEmpty()) {
      List<String> known = new ArrayList<>(RawFormat.keys());
      known.add(AUTO);
      in.problem(
          "format",
          "unknown format '%s' in %s".formatted(text.get(), in.place()),
          Suggestion.mend(text.get(), known));
    }
    return format;
  }

  private Optional<Source.Table> table(ConfigValue item, Iterable<String> topics) {
    if (!(item instanceof ConfigObject object)) {
      block.wrongType("tables", item, "a list of blocks", "write tables = [{ table = … }]");
      return Optional.empty();
    }
    HoconBlock table =
        new HoconBlock(block.file(), object, "a table of " + block.place(), block.below("tables"));
    table.allow(TABLE_KEYS, Map.of());
    Optional<String> topic = table.text("topic");
    List<String> known = new ArrayList<>();
    topics.forEach(known::add);
    topic
        .filter(name -> !known.contains(name))
        .ifPresent(
            name ->
                table.problem(
                    "topic",
                    "topic '%s' is not in the topics of %s".formatted(name, block.place()),
                    Suggestion.mend(name, known)));
    List<String> key =
        table.names("key").orElse(List.of()).stream().map(HoconBlock.Name::text).toList();
    Map<String, String> types = types(table);
    return table
        .requiredText("table", "write table = schema.table")
        .flatMap(name -> tableName(table, name))
        .map(name -> new Source.Table(name, topic, key, types));
  }

  private static Optional<TableName> tableName(HoconBlock table, String text) {
    Optional<TableName> name = TableName.parse(text);
    if (name.isEmpty()) {
      table.problem("table", "'" + text + "' is no table name", "write table = schema.table");
    }
    return name;
  }

  private static Map<String, String> types(HoconBlock table) {
    Map<String, String> types = new HashMap<>();
    table
        .block("types", "types of " + table.place())
        .ifPresent(
            below ->
                below
                    .keys()
                    .forEach(
                        column -> below.text(column).ifPresent(type -> types.put(column, type))));
    return types;
  }

  private List<ConfigValue> items(String key, String wanted, String mend) {
    Optional<ConfigValue> value = block.value(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof ConfigList list)) {
      block.wrongType(key, value.get(), wanted, "write " + mend);
      return List.of();
    }
    if (list.isEmpty()) {
      block.problem(key, "'%s' in %s is empty".formatted(key, block.place()), "write " + mend);
    }
    return list;
  }

  private int duplicateWindow() {
    Optional<ConfigValue> value = block.value("duplicate-window");
    Limit limit = Source.Topics.DUPLICATE_WINDOW;
    if (value.isEmpty()) {
      return Source.Topics.DEFAULT_DUPLICATE_WINDOW;
    }
    if (value.get().valueType() == ConfigValueType.NUMBER
        && value.get().unwrapped() instanceof Number number
        && number.longValue() == number.doubleValue()
        && limit.allows(number.longValue())) {
      return number.intValue();
    }
    block.problem(
        "duplicate-window",
        "'duplicate-window' in %s must be a whole number, %s"
            .formatted(block.place(), limit.range()),
        "write how many changes are looked back");
    return Source.Topics.DEFAULT_DUPLICATE_WINDOW;
  }
}
