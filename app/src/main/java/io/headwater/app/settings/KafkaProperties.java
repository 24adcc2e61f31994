package io.headwater.app.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads {@code headwater.kafka.properties}; problems name keys, never values. */
final class KafkaProperties {

  private static final String KEY = "headwater.kafka.properties";

  private static final String REMOVE = "remove it; Headwater sets it for each client";

  /** Properties that the guarantees rest on, and what to do without them. */
  private static final Map<String, String> OWNED =
      Map.ofEntries(
          Map.entry("bootstrap.servers", "set headwater.kafka.bootstrap-servers instead"),
          Map.entry("acks", REMOVE),
          Map.entry("auto.offset.reset", REMOVE),
          Map.entry("client.id", REMOVE),
          Map.entry("enable.auto.commit", REMOVE),
          Map.entry("enable.idempotence", REMOVE),
          Map.entry("group.id", REMOVE),
          Map.entry("group.instance.id", REMOVE),
          Map.entry("isolation.level", REMOVE),
          Map.entry("key.deserializer", REMOVE),
          Map.entry("key.serializer", REMOVE),
          Map.entry("partitioner.class", REMOVE),
          Map.entry("transactional.id", REMOVE),
          Map.entry("value.deserializer", REMOVE),
          Map.entry("value.serializer", REMOVE));

  private final HoconFile file;

  KafkaProperties(HoconFile file) {
    this.file = file;
  }

  /** The properties without problems. */
  Optional<Map<String, String>> read(ConfigValue value) {
    if (!(value instanceof ConfigObject object)) {
      return Optional.empty();
    }
    Map<String, String> properties = new TreeMap<>();
    object.forEach(
        (key, property) -> {
          if (OWNED.containsKey(key)) {
            file.problem(
                property,
                "'%s' in %s cannot be set".formatted(key, KEY),
                OWNED.getOrDefault(key, REMOVE));
          } else if (property instanceof ConfigObject) {
            file.problem(
                property,
                "'%s' in %s is a block: its key has a dot and no quotes".formatted(key, KEY),
                "put each key into quotes, such as \"security.protocol\" = SSL");
          } else if (property instanceof ConfigList
              || property.valueType() == ConfigValueType.NULL) {
            file.problem(
                property,
                "'%s' in %s must be a text, not %s"
                    .formatted(key, KEY, HoconBlock.typeName(property)),
                "write the value as Kafka's documentation has it, in quotes");
          } else {
            properties.put(key, String.valueOf(property.unwrapped()));
          }
        });
    return Optional.of(properties);
  }
}
