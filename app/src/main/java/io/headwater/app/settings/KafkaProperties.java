package io.headwater.app.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a block of Kafka's client properties; problems name keys, never values. */
final class KafkaProperties {

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

  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  private final HoconFile file;
  private final String place;
  private final boolean isOtherCluster;

  /** Reads {@code headwater.kafka.properties}. */
  static KafkaProperties own(HoconFile file) {
    return new KafkaProperties(file, "headwater.kafka.properties", false);
  }

  /** Reads the properties of a cluster that may be another one, so its address too. */
  static KafkaProperties other(HoconFile file, String place) {
    return new KafkaProperties(file, place, true);
  }

  private KafkaProperties(HoconFile file, String place, boolean isOtherCluster) {
    this.file = file;
    this.place = place;
    this.isOtherCluster = isOtherCluster;
  }

  /** The properties without problems. */
  Optional<Map<String, String>> read(ConfigValue value) {
    if (!(value instanceof ConfigObject object)) {
      return Optional.empty();
    }
    Map<String, String> properties = new TreeMap<>();
    object.forEach(
        (key, property) -> {
          if (OWNED.containsKey(key) && !(isOtherCluster && key.equals(BOOTSTRAP_SERVERS))) {
            file.problem(
                property,
                "'%s' in %s cannot be set".formatted(key, place),
                OWNED.getOrDefault(key, REMOVE));
          } else if (property instanceof ConfigObject) {
            file.problem(
                property,
                "'%s' in %s is a block: its key has a dot and no quotes".formatted(key, place),
                "put each key into quotes, such as \"security.protocol\" = SSL");
          } else if (property instanceof ConfigList
              || property.valueType() == ConfigValueType.NULL) {
            file.problem(
                property,
                "'%s' in %s must be a text, not %s"
                    .formatted(key, place, HoconBlock.typeName(property)),
                "write the value as Kafka's documentation has it, in quotes");
          } else {
            properties.put(key, String.valueOf(property.unwrapped()));
          }
        });
    return Optional.of(properties);
  }
}
