package io.headwater.capture.capture;

import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Makes a pasted Debezium PostgreSQL connector configuration safe for the change log.
 *
 * <p>Properties that the change log relies on are replaced, others get a safe default when they are
 * absent; each change is a line that says from what, to what and why. Stateless but for the lines;
 * use one per configuration.
 */
public final class ConnectorOverlay {

  private static final String CONNECTOR = "io.debezium.connector.postgresql.PostgresConnector";
  private static final String TABLES = "table.include.list";
  private static final String OVERRIDES = "snapshot.select.statement.overrides";
  private static final String MODE = "snapshot.mode";
  private static final int MAX_SLOT_NAME = 63;

  private final String source;
  private final Map<String, String> pasted = new TreeMap<>();
  private final Map<String, String> result = new TreeMap<>();
  private final List<String> lines = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private ConnectorOverlay(String source) {
    this.source = source;
  }

  /**
   * Lays the overlay over the pasted properties.
   *
   * @param source the source's name; it names the slot, the publication and the topic prefix
   * @param pasted the properties as the user has them, names of Debezium Server's form included
   * @param tables the tables that the mappings need
   */
  public static OverlayResult of(
      String source, Map<String, String> pasted, List<TableName> tables) {
    ConnectorOverlay overlay = new ConnectorOverlay(source);
    overlay.take(pasted);
    overlay.checkConnector();
    overlay.identity();
    overlay.tables(tables);
    overlay.snapshot();
    overlay.change();
    overlay.values();
    overlay.failures();
    overlay.speed();
    return new OverlayResult(overlay.result, overlay.lines, overlay.ignored, overlay.problems);
  }

  private void take(Map<String, String> given) {
    given.forEach(
        (name, value) ->
            pasted.put(
                name.startsWith("debezium.source.")
                    ? name.substring("debezium.source.".length())
                    : name,
                value));
    PropertyNames.OLD_NAMES.forEach(
        (old, current) -> {
          if (pasted.containsKey(old)) {
            ignored.add("%s: an old name of %s, which is used instead".formatted(old, current));
            pasted.putIfAbsent(current, pasted.getOrDefault(old, ""));
            pasted.remove(old);
          }
        });
    pasted.forEach(
        (name, value) -> {
          Optional<String> reason = PropertyNames.ignored(name);
          if (reason.isPresent()) {
            ignored.add(name + ": " + reason.get());
            return;
          }
          result.put(name, value);
          if (!PropertyNames.isKnown(name)) {
            String hint =
                PropertyNames.nearest(name)
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("; remove it, or check its spelling in Debezium's documentation");
            problems.add(
                "%s: the PostgreSQL connector has no such property%s".formatted(name, hint));
          }
        });
  }

  private void checkConnector() {
    String given = result.getOrDefault("connector.class", CONNECTOR);
    if (!given.equals(CONNECTOR) && !given.equals("PostgresConnector")) {
      problems.add(
          "connector.class: %s is not the PostgreSQL connector (%s)".formatted(given, CONNECTOR));
    }
    result.put("connector.class", CONNECTOR);
    for (String name : List.of("database.hostname", "database.user", "database.dbname")) {
      if (result.getOrDefault(name, "").isBlank()) {
        problems.add("%s: is missing; add it to the connector's properties".formatted(name));
      }
    }
  }

  private void identity() {
    result.put("name", "headwater-" + source);
    result.put("tasks.max", "1");
    safe("topic.prefix", source, "names the engine's records, which never reach a topic");
    force("plugin.name", "pgoutput", "part of every PostgreSQL, nothing to install");
    String slot = identifier("headwater_" + source);
    if ("debezium".equals(result.get("slot.name"))) {
      force("slot.name", slot, "the connector's default name collides with other connectors");
    }
    safe("slot.name", slot, "one slot per source");
    safe("publication.name", slot, "one publication per source");
    safe(
        "publication.autocreate.mode",
        "filtered",
        "all_tables needs a superuser and decodes what nobody reads");
    force("slot.drop.on.stop", "false", "a dropped slot loses changes");
    force(
        "offset.mismatch.strategy",
        "trust_offset",
        "fail instead of skipping changes when the slot was created anew");
    force("lsn.flush.mode", "connector", "only what the change log holds may be discarded");
    result.remove("flush.lsn.source");
  }

  private void tables(List<TableName> needed) {
    String wanted =
        needed.stream()
            .sorted()
            .map(table -> escaped(table.schema()) + "\\." + escaped(table.table()))
            .collect(Collectors.joining(","));
    safe(TABLES, wanted, "the tables of the mappings");
    List<Pattern> included = patterns(TABLES);
    for (TableName table : needed) {
      if (included.stream().noneMatch(pattern -> pattern.matcher(table.toString()).matches())) {
        problems.add(
            "%s: does not include %s, which a mapping needs; add it, or remove the property"
                .formatted(TABLES, table));
      }
    }
    for (TableName table : needed) {
      if (patterns("table.exclude.list").stream()
          .anyMatch(pattern -> pattern.matcher(table.toString()).matches())) {
        problems.add(
            "table.exclude.list: excludes %s, which a mapping needs; remove it".formatted(table));
      }
    }
  }

  private List<Pattern> patterns(String property) {
    List<Pattern> compiled = new ArrayList<>();
    for (String pattern : result.getOrDefault(property, "").split(",", -1)) {
      if (!pattern.isBlank()) {
        try {
          compiled.add(Pattern.compile(pattern.trim(), Pattern.CASE_INSENSITIVE));
        } catch (PatternSyntaxException e) {
          problems.add(
              "%s: '%s' is not a regular expression: %s"
                  .formatted(property, pattern.trim(), e.getDescription()));
        }
      }
    }
    return compiled;
  }

  private void snapshot() {
    String mode = result.getOrDefault(MODE, "initial").toLowerCase(Locale.ROOT);
    switch (mode) {
      case "initial", "no_data" -> safe(MODE, "initial", "a new source starts with all its rows");
      case "never" -> force(MODE, "no_data", "the present name of never");
      default -> force(MODE, "initial", "the change log's position decides when to read all rows");
    }
    force(
        "snapshot.max.threads",
        "1",
        "parallel readers of this version do not share one view of the tables");
    force(
        "snapshot.isolation.mode",
        "repeatable_read",
        "all tables are read at one and the same time");
    force("snapshot.query.mode", "select_all", "a row that is not read would be taken for gone");
    for (String name : result.keySet()) {
      if (name.startsWith(OVERRIDES) && !result.getOrDefault(name, "").isBlank()) {
        problems.add(
            "%s: a snapshot that reads a part of a table would take the other rows for gone; remove it, and leave rows out by 'where' in the mapping"
                .formatted(name));
      }
    }
    force("notification.enabled.channels", "sink", "marks where a snapshot begins and ends");
    force("notification.sink.topic.name", "headwater-notifications", "stays inside the process");
  }

  private void change() {
    force("provide.transaction.metadata", "true", "one state per source transaction");
    force("tombstones.on.delete", "false", "the change log has no use for them");
    force("skipped.operations", "none", "a TRUNCATE must not be missed");
    force("skip.messages.without.change", "false", "transactions are counted in full");
    force("include.schema.changes", "false", "the change log has no use for them");
    safeInterval();
    safe(
        "heartbeat.action.query",
        "SELECT pg_logical_emit_message(true, 'headwater', '')",
        "moves the slot on while only other tables change");
  }

  private void safeInterval() {
    String name = "heartbeat.interval.ms";
    String given = result.getOrDefault(name, "0").trim();
    if (given.equals("0")) {
      force(name, "10000", "an idle source must not hold its log");
    }
  }

  private void values() {
    force(
        "decimal.handling.mode",
        "string",
        "the only mode that keeps NaN and Infinity; Headwater makes numbers of it");
    force("datatype.propagate.source.type", ".*", "tells numbers from text");
    force("time.precision.mode", "adaptive_time_microseconds", "keeps microseconds");
    force("interval.handling.mode", "string", "months have no fixed length");
    force("hstore.handling.mode", "json", "embedded as an object");
    force("binary.handling.mode", "bytes", "Headwater makes Base64 of it");
    force("include.unknown.datatypes", "true", "columns of unknown types must not be missing");
    for (String name : List.of("schema.name.adjustment.mode", "field.name.adjustment.mode")) {
      force(name, "none", "columns keep their names");
    }
    // It stays inside the process. A row's own text that equals it is taken for one that was not
    // logged, so nobody may know it.
    result.put("unavailable.value.placeholder", "headwater-unavailable-" + UUID.randomUUID());
  }

  private void failures() {
    force("errors.max.retries", "0", "Headwater restarts the engine itself, with back-off");
    force("slot.max.retries", "0", "Headwater restarts the engine itself, with back-off");
    force("event.processing.failure.handling.mode", "fail", "no change may be dropped");
    force("event.converting.failure.handling.mode", "fail", "no value may be dropped");
    force("executor.shutdown.timeout.ms", "500", "a stop must be prompt");
    result.put("record.processing.shutdown.timeout.ms", "200");
    result.put("record.processing.threads", "1");
    result.put("offset.flush.interval.ms", "0");
  }

  private void speed() {
    safe("poll.interval.ms", "5", "latency");
    safe("max.batch.size", "4096", "throughput");
    safe("max.queue.size", "16384", "throughput");
    safe("max.queue.size.in.bytes", "67108864", "wide rows must not exhaust the memory");
    safe("snapshot.fetch.size", "5000", "throughput");
    safe("status.update.interval.ms", "5000", "the server sees a dead engine soon");
  }

  private void force(String name, String value, String reason) {
    String former = result.put(name, value);
    String effective = former == null ? standard(name) : former;
    if (!value.equals(effective)) {
      line(name, effective, value, reason);
    }
  }

  private void safe(String name, String value, String reason) {
    if (result.getOrDefault(name, "").isBlank()) {
      result.put(name, value);
      if (!value.equals(standard(name))) {
        line(name, standard(name), value, reason);
      }
    }
  }

  private void line(String name, String from, String to, String reason) {
    lines.add("%s: %s -> %s (%s)".formatted(name, PropertyNames.shown(name, from), to, reason));
  }

  private static String standard(String name) {
    return PropertyNames.standard(name).orElse("unset");
  }

  private static String escaped(String name) {
    return name.replaceAll("([^A-Za-z0-9_])", "\\\\$1");
  }

  private static String identifier(String text) {
    String safe = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return safe.length() <= MAX_SLOT_NAME ? safe : safe.substring(0, MAX_SLOT_NAME);
  }
}
