package io.headwater.capture.capture;

import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * A connector's properties while the overlay is laid over them, and what is to be said of it. Use
 * one per configuration.
 */
final class OverlayDraft {

  private static final String TABLES = "table.include.list";
  private static final String OVERRIDES = "snapshot.select.statement.overrides";
  private static final String MODE = "snapshot.mode";

  private final DatabaseVendor vendor;
  private final PropertyNames names;
  private final Map<String, String> result = new TreeMap<>();
  private final List<String> lines = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  OverlayDraft(DatabaseVendor vendor, Map<String, String> given) {
    this.vendor = vendor;
    this.names = PropertyNames.of(vendor);
    take(given);
  }

  OverlayResult result() {
    return new OverlayResult(result, lines, ignored, problems);
  }

  private void take(Map<String, String> given) {
    Map<String, String> pasted = new TreeMap<>();
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
          Optional<String> reason = names.reasonToIgnore(name);
          if (reason.isPresent()) {
            ignored.add(name + ": " + reason.get());
            return;
          }
          result.put(name, value);
          if (!names.isKnown(name)) {
            String hint =
                names
                    .nearest(name)
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("; remove it, or check its spelling in Debezium's documentation");
            problems.add(
                "%s: the %s connector has no such property%s"
                    .formatted(name, vendor.label(), hint));
          }
        });
  }

  /** Checks the connector's class and that there is what is needed to connect. */
  void connector(String className, List<String> needed) {
    String given = get("connector.class", className);
    if (!given.equals(className)
        && !given.equals(className.substring(className.lastIndexOf('.') + 1))) {
      problems.add(
          "connector.class: %s is not the %s connector (%s)"
              .formatted(given, vendor.label(), className));
    }
    put("connector.class", className);
    for (String name : needed) {
      if (get(name, "").isBlank()) {
        problems.add("%s: is missing; add it to the connector's properties".formatted(name));
      }
    }
  }

  /** Includes the tables of the mappings, unless the user says which. */
  void tables(List<TableName> needed) {
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

  /** What a snapshot must be like; other modes than these are replaced by the initial one. */
  void snapshot(List<String> modes) {
    String mode = result.getOrDefault(MODE, "initial").toLowerCase(Locale.ROOT);
    if (modes.contains(mode)) {
      safe(MODE, "initial", "a new source starts with all its rows");
    } else if (mode.equals("never")) {
      force(MODE, "no_data", "the present name of never");
    } else {
      force(MODE, "initial", "the change log's position decides when to read all rows");
    }
    force(
        "snapshot.max.threads",
        "1",
        "parallel readers of this version do not share one view of the tables");
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

  /** What every change must be like. */
  void change() {
    force("provide.transaction.metadata", "true", "one state per source transaction");
    force("tombstones.on.delete", "false", "the change log has no use for them");
    force("skipped.operations", "none", "a TRUNCATE must not be missed");
    force("skip.messages.without.change", "false", "transactions are counted in full");
    force("include.schema.changes", "false", "the change log has no use for them");
    if (get("heartbeat.interval.ms", "0").trim().equals("0")) {
      force("heartbeat.interval.ms", "10000", "an idle source must not hold its log");
    }
  }

  /** What the values of every database need. */
  void values() {
    force("datatype.propagate.source.type", ".*", "tells numbers from text");
    force("time.precision.mode", "adaptive_time_microseconds", "keeps microseconds");
    force("binary.handling.mode", "bytes", "Headwater makes Base64 of it");
    for (String name : List.of("schema.name.adjustment.mode", "field.name.adjustment.mode")) {
      force(name, "none", "columns keep their names");
    }
  }

  /** What happens when something fails. */
  void failures() {
    force("errors.max.retries", "0", "Headwater restarts the engine itself, with back-off");
    force("event.processing.failure.handling.mode", "fail", "no change may be dropped");
    force("event.converting.failure.handling.mode", "fail", "no value may be dropped");
    force("executor.shutdown.timeout.ms", "500", "a stop must be prompt");
    put("record.processing.shutdown.timeout.ms", "200");
    put("record.processing.threads", "1");
    put("offset.flush.interval.ms", "0");
  }

  /** What makes the engine quick. */
  void speed() {
    safe("poll.interval.ms", "5", "latency");
    safe("max.batch.size", "4096", "throughput");
    safe("max.queue.size", "16384", "throughput");
    safe("max.queue.size.in.bytes", "67108864", "wide rows must not exhaust the memory");
  }

  /** A property as it stands now. */
  String get(String name, String otherwise) {
    return result.getOrDefault(name, otherwise);
  }

  /** Sets a property without a word: nobody has another wish. */
  void put(String name, String value) {
    result.put(name, value);
  }

  /** Removes a property. */
  void remove(String name) {
    result.remove(name);
  }

  /** Sets a property whatever the user says. */
  void force(String name, String value, String reason) {
    String former = result.put(name, value);
    String effective = former == null ? standard(name) : former;
    if (!value.equals(effective)) {
      line(name, effective, value, reason);
    }
  }

  /** Sets a property about which the user says nothing. */
  void safe(String name, String value, String reason) {
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

  private String standard(String name) {
    return names.standard(name).orElse("unset");
  }

  private static String escaped(String name) {
    return name.replaceAll("([^A-Za-z0-9_])", "\\\\$1");
  }
}
