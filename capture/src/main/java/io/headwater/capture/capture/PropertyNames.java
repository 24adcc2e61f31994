package io.headwater.capture.capture;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/** What is known of the PostgreSQL connector's properties by name. */
final class PropertyNames {

  /** Names of former Debezium versions that still circulate. */
  static final Map<String, String> OLD_NAMES =
      Map.of(
          "database.server.name", "topic.prefix",
          "table.whitelist", "table.include.list",
          "table.blacklist", "table.exclude.list",
          "schema.whitelist", "schema.include.list",
          "column.blacklist", "column.exclude.list",
          "column.whitelist", "column.include.list");

  private static final ConfigDef DEFINITION = PostgresConnectorConfig.configDef();

  /** Left out of Debezium's own definition, but understood. */
  private static final Set<String> ALSO_KNOWN =
      Set.of(
          "connector.class",
          "hstore.handling.mode",
          "notification.sink.topic.name",
          "event.converting.failure.handling.mode",
          "executor.shutdown.timeout.ms",
          "errors.max.retries",
          "errors.retry.delay.initial.ms",
          "errors.retry.delay.max.ms",
          "retriable.restart.connector.wait.ms",
          "heartbeat.topics.prefix",
          "snapshot.select.statement.overrides",
          "converters",
          "post.processors");

  private static final List<String> KNOWN_PREFIXES =
      List.of(
          "column.mask.",
          "column.truncate.",
          "column.propagate.",
          "datatype.propagate.",
          "snapshot.select.statement.overrides.",
          "snapshot.mode.configuration.based.",
          "driver.",
          "database.",
          "internal.",
          "custom.metric.tags",
          "openlineage.",
          "post.processors.");

  private static final Map<String, String> IGNORED =
      Map.ofEntries(
          Map.entry("name", "the source's name is used"),
          Map.entry("tasks.max", "a PostgreSQL source has one task"),
          Map.entry("message.key.columns", "a change's key is its table's primary key"),
          Map.entry("key.converter", "Headwater defines the format"),
          Map.entry("value.converter", "Headwater defines the format"),
          Map.entry("header.converter", "Headwater defines the format"),
          Map.entry("topic.creation.", "Headwater creates its topics"),
          Map.entry("transforms", "not needed: mappings shape the resources"),
          Map.entry("predicates", "not needed: mappings shape the resources"),
          Map.entry("schema.history.internal", "PostgreSQL needs none"),
          Map.entry("offset.", "positions are in the change log"),
          Map.entry("signal.", "Headwater is controlled through its own API"),
          Map.entry("config.action.reload", "Headwater restarts the engine itself"),
          Map.entry("errors.tolerance", "refused records go to the quarantine"),
          Map.entry("errors.log.", "refused records go to the quarantine"),
          Map.entry("exactly.once.support", "the change log is exactly once"),
          Map.entry("record.processing.", "Headwater needs the order"));

  private PropertyNames() {}

  /** Why a property has no effect here. */
  static Optional<String> ignored(String name) {
    if (name.equals("offset.mismatch.strategy")) {
      return Optional.empty();
    }
    return IGNORED.entrySet().stream()
        .filter(entry -> matches(name, entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  static boolean isKnown(String name) {
    return DEFINITION.names().contains(name)
        || ALSO_KNOWN.contains(name)
        || KNOWN_PREFIXES.stream().anyMatch(name::startsWith);
  }

  /** The connector's own default. */
  static Optional<String> standard(String name) {
    ConfigDef.ConfigKey key = DEFINITION.configKeys().get(name);
    if (key == null
        || key.defaultValue == null
        || ConfigDef.NO_DEFAULT_VALUE.equals(key.defaultValue)) {
      return Optional.empty();
    }
    return Optional.of(String.valueOf(key.defaultValue));
  }

  /** A value as it may be printed. */
  static String shown(String name, String value) {
    return Stream.of("password", "secret", "token", "key").anyMatch(name::contains)
        ? "(hidden)"
        : value;
  }

  /** The known name that a misspelt one is most likely meant to be. */
  static Optional<String> nearest(String name) {
    int limit = Math.max(2, name.length() / 5);
    return DEFINITION.names().stream()
        .filter(known -> distance(name, known) <= limit)
        .min(
            Comparator.<String>comparingInt(known -> distance(name, known))
                .thenComparing(known -> known));
  }

  private static boolean matches(String name, String key) {
    return key.endsWith(".")
        ? name.startsWith(key)
        : name.equals(key) || name.startsWith(key + ".");
  }

  // Levenshtein distance.
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + change);
        diagonal = above;
      }
    }
    return row[right.length()];
  }
}
