package io.headwater.capture.capture;

import io.debezium.connector.mariadb.MariaDbConnector;
import io.debezium.connector.mysql.MySqlConnector;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What is known of a connector's properties by name.
 *
 * @param definition the connector's own
 * @param ignored those without an effect here, by name or beginning of a name, with the reason
 */
record PropertyNames(ConfigDef definition, Map<String, String> ignored) {

  /** Names of former Debezium versions that still circulate. */
  static final Map<String, String> OLD_NAMES =
      Map.of(
          "database.server.name", "topic.prefix",
          "table.whitelist", "table.include.list",
          "table.blacklist", "table.exclude.list",
          "schema.whitelist", "schema.include.list",
          "column.blacklist", "column.exclude.list",
          "column.whitelist", "column.include.list");

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

  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("name", "the source's name is used"),
          Map.entry("tasks.max", "a source has one task"),
          Map.entry("message.key.columns", "a change's key is its table's primary key"),
          Map.entry("key.converter", "Headwater defines the format"),
          Map.entry("value.converter", "Headwater defines the format"),
          Map.entry("header.converter", "Headwater defines the format"),
          Map.entry("topic.creation.", "Headwater creates its topics"),
          Map.entry("transforms", "not needed: mappings shape the resources"),
          Map.entry("predicates", "not needed: mappings shape the resources"),
          Map.entry("offset.", "positions are in the change log"),
          Map.entry("signal.", "Headwater is controlled through its own API"),
          Map.entry("config.action.reload", "Headwater restarts the engine itself"),
          Map.entry("errors.tolerance", "refused records go to the quarantine"),
          Map.entry("errors.log.", "refused records go to the quarantine"),
          Map.entry("exactly.once.support", "the change log is exactly once"),
          Map.entry("record.processing.", "Headwater needs the order"));

  private static final Map<String, String> BINLOG =
      Map.of(
          "gtid.source.", "every transaction of the log counts",
          "database.server.id.offset", "there is one reader of the log");

  /** Properties that begin like ignored ones and have an effect. */
  private static final Set<String> NOT_IGNORED =
      Set.of(
          "offset.mismatch.strategy",
          "schema.history.internal.skip.unparseable.ddl",
          "schema.history.internal.store.only.captured.tables.ddl");

  /** The properties of a kind of database. */
  static PropertyNames of(DatabaseVendor vendor) {
    return switch (vendor) {
      case POSTGRESQL ->
          new PropertyNames(
              PostgresConnectorConfig.configDef(),
              ignored(Map.of("schema.history.internal", "PostgreSQL needs none")));
      case MARIADB -> new PropertyNames(new MariaDbConnector().config(), binlog());
      case MYSQL -> new PropertyNames(new MySqlConnector().config(), binlog());
    };
  }

  private static Map<String, String> binlog() {
    Map<String, String> own = new HashMap<>(BINLOG);
    own.put("schema.history.internal", "Headwater keeps it in a topic of its own");
    return ignored(own);
  }

  private static Map<String, String> ignored(Map<String, String> own) {
    Map<String, String> all = new HashMap<>(COMMON);
    all.putAll(own);
    return all;
  }

  /** Why a property has no effect here. */
  Optional<String> reasonToIgnore(String name) {
    if (NOT_IGNORED.contains(name)) {
      return Optional.empty();
    }
    return ignored.entrySet().stream()
        .filter(entry -> matches(name, entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  boolean isKnown(String name) {
    return definition.names().contains(name)
        || ALSO_KNOWN.contains(name)
        || NOT_IGNORED.contains(name)
        || KNOWN_PREFIXES.stream().anyMatch(name::startsWith);
  }

  /** The connector's own default. */
  Optional<String> standard(String name) {
    ConfigDef.ConfigKey key = definition.configKeys().get(name);
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
  Optional<String> nearest(String name) {
    int limit = Math.max(2, name.length() / 5);
    return definition.names().stream()
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
