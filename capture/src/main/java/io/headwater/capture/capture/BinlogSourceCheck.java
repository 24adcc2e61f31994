package io.headwater.capture.capture;

import io.headwater.capture.capture.BinlogCatalog.TableFacts;
import io.headwater.capture.normalize.BinlogColumn;
import io.headwater.core.resource.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at a MariaDB or MySQL source before it is started. */
final class BinlogSourceCheck {

  /** Logs that are removed sooner do not outlast a restart that takes its time. */
  private static final Duration SHORTEST_RETENTION = Duration.ofHours(1);

  /** Not in the grammar of the engine's version. */
  private static final Set<String> UNREADABLE = Set.of("inet4", "inet6");

  private static final Pattern GLOBAL_GRANT =
      Pattern.compile("GRANT (.*) ON \\*\\.\\* TO .*", Pattern.CASE_INSENSITIVE);
  private static final Pattern TABLE_GRANT =
      Pattern.compile("GRANT .* ON .* TO .*|SET DEFAULT ROLE .*", Pattern.CASE_INSENSITIVE);

  private final DatabaseVendor vendor;
  private final BinlogCatalog catalog;
  private final List<SourceProblem> problems = new ArrayList<>();

  private BinlogSourceCheck(DatabaseVendor vendor, BinlogCatalog catalog) {
    this.vendor = vendor;
    this.catalog = catalog;
  }

  static SourceFindings findings(
      DatabaseVendor vendor, Map<String, String> connector, List<TableNeed> needs) {
    try (Connection connection = BinlogConnections.open(vendor, connector)) {
      BinlogSourceCheck check = new BinlogSourceCheck(vendor, new BinlogCatalog(connection));
      check.log();
      check.privileges();
      Map<TableName, SourceColumns.Table> tables = new HashMap<>();
      for (TableNeed need : needs) {
        check.table(need).ifPresent(table -> tables.put(need.table(), table));
      }
      // The whole row before a change is in the log, else the server's settings are a problem.
      return new SourceFindings(check.problems, new SourceColumns(tables), Map.of());
    } catch (SQLException e) {
      return new SourceFindings(
          List.of(
              SourceProblem.ofServer(
                  "cannot connect to %s as user '%s': %s"
                      .formatted(
                          BinlogConnections.url(vendor, connector),
                          connector.getOrDefault("database.user", ""),
                          e.getMessage()),
                  "check database.hostname, database.port, database.user, database.password and database.ssl.mode")),
          SourceColumns.none(),
          Map.of());
    }
  }

  private void log() throws SQLException {
    if (!catalog.variable("log_bin").orElse("OFF").equalsIgnoreCase("ON")) {
      problems.add(
          SourceProblem.ofServer(
              "the server writes no binary log",
              "add log_bin to the server's configuration, then restart it"));
      return;
    }
    require("binlog_format", "ROW", "does not log rows");
    require("binlog_row_image", "FULL", "does not log whole rows");
    if (vendor == DatabaseVendor.MYSQL) {
      require("binlog_row_value_options", "", "logs parts of JSON values");
      gtidMode(catalog.variable("gtid_mode").orElse("OFF")).ifPresent(problems::add);
    }
    retention();
  }

  /** Where some transactions have ids and others none, neither ids nor places tell them all. */
  static Optional<SourceProblem> gtidMode(String mode) {
    String given = mode.toUpperCase(Locale.ROOT);
    if (!given.endsWith("_PERMISSIVE")) {
      return Optional.empty();
    }
    String settled = given.substring(0, given.length() - "_PERMISSIVE".length());
    return Optional.of(
        SourceProblem.ofServer(
            "gtid_mode is '%s', in which transactions with ids and without are mixed"
                .formatted(given),
            "run SET GLOBAL gtid_mode = '%s', and set it in the server's configuration too"
                .formatted(settled)));
  }

  private void require(String variable, String value, String why) throws SQLException {
    Optional<String> given = catalog.variable(variable);
    if (given.isPresent() && !given.get().equalsIgnoreCase(value)) {
      problems.add(
          SourceProblem.ofServer(
              "%s is '%s', which %s".formatted(variable, given.get(), why),
              "run SET GLOBAL %s = '%s', set it in the server's configuration too, and let all clients connect anew"
                  .formatted(variable, value)));
    }
  }

  private void retention() throws SQLException {
    String name = "binlog_expire_logs_seconds";
    long seconds = Long.parseLong(catalog.variable(name).orElse("0"));
    if (seconds > 0 && seconds < SHORTEST_RETENTION.toSeconds()) {
      problems.add(
          SourceProblem.ofServer(
              "%s is %d: after a longer stop the log would be gone".formatted(name, seconds),
              "run SET GLOBAL %s = %d, or more".formatted(name, Duration.ofDays(7).toSeconds())));
    }
  }

  private void privileges() throws SQLException {
    Set<String> granted = new HashSet<>();
    for (String grant : catalog.grants()) {
      Matcher global = GLOBAL_GRANT.matcher(grant);
      if (global.matches()) {
        for (String privilege : global.group(1).split(",", -1)) {
          granted.add(privilege.trim().toUpperCase(Locale.ROOT));
        }
      } else if (!TABLE_GRANT.matcher(grant).matches()) {
        // What a role may do is not told.
        return;
      }
    }
    if (granted.contains("ALL PRIVILEGES") || granted.contains("ALL")) {
      return;
    }
    needOne(granted, "REPLICATION SLAVE", Set.of("REPLICATION SLAVE", "REPLICATION REPLICA"));
    needOne(granted, "REPLICATION CLIENT", Set.of("REPLICATION CLIENT", "BINLOG MONITOR", "SUPER"));
    needOne(granted, "RELOAD", Set.of("RELOAD", "LOCK TABLES"));
  }

  private void needOne(Set<String> granted, String name, Set<String> enough) {
    if (enough.stream().noneMatch(granted::contains)) {
      problems.add(
          SourceProblem.ofServer(
              "the user lacks the privilege " + name,
              "run GRANT SELECT, RELOAD, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO the user"));
    }
  }

  private Optional<SourceColumns.Table> table(TableNeed need) throws SQLException {
    TableName name = need.table();
    Optional<TableFacts> found = catalog.table(name);
    if (found.isEmpty()) {
      Set<String> others = catalog.tables(name.schema());
      problems.add(
          SourceProblem.ofTable(
              name,
              "table %s does not exist, or the user may not see it".formatted(name),
              others.isEmpty()
                  ? "correct the mapping, whose tables are database.table, create the table, or grant SELECT"
                  : "correct the mapping, or create the table; the database's tables are "
                      + String.join(", ", others)));
      return Optional.empty();
    }
    TableFacts table = found.get();
    Set<String> named = new TreeSet<>(need.columns());
    // A rule of a misspelt column would leave the meant one open.
    named.addAll(need.ruledColumns());
    for (String column : named) {
      if (!table.columns().containsKey(column)) {
        problems.add(
            SourceProblem.ofColumn(
                name,
                column,
                "table %s has no column '%s'".formatted(name, column),
                "correct the mapping; its columns are "
                    + String.join(", ", table.columns().keySet())));
      }
    }
    unreadable(table);
    if (table.primaryKey().isEmpty()) {
      problems.add(
          SourceProblem.ofTable(
              name,
              "table %s has no primary key".formatted(name),
              "run ALTER TABLE %s ADD PRIMARY KEY (…)".formatted(name)));
    }
    for (String constraint : catalog.cascades(name)) {
      problems.add(
          SourceProblem.ofTable(
              name,
              "rows of table %s change with those that foreign key %s refers to, which the server does not log"
                  .formatted(name, constraint),
              "make it ON DELETE RESTRICT ON UPDATE RESTRICT, and change these rows by statements or triggers"));
    }
    ambiguous(table, need);
    return Optional.of(new SourceColumns.Table(table.comment(), table.columns()));
  }

  /** One such column keeps the engine from reading the whole table. */
  private void unreadable(TableFacts table) {
    table
        .columns()
        .forEach(
            (column, declared) -> {
              if (declared instanceof BinlogColumn known
                  && UNREADABLE.contains(known.dataType().toLowerCase(Locale.ROOT))) {
                problems.add(
                    SourceProblem.ofTable(
                        table.name(),
                        "column '%s' of table %s is of type %s, which the engine does not know, so it cannot read the table"
                            .formatted(column, table.name(), known.dataType()),
                        "change the column's type, for example to varbinary or varchar"));
              }
            });
  }

  /** Rows that the mapping takes for one would overwrite each other. */
  private void ambiguous(TableFacts table, TableNeed need) {
    for (Set<String> identity : need.identities()) {
      if (table.columns().keySet().containsAll(identity)
          && table.uniqueIndexes().stream().noneMatch(identity::containsAll)) {
        String columns = String.join(", ", new TreeSet<>(identity));
        problems.add(
            SourceProblem.ofTable(
                need.table(),
                "several rows of table %s may have the same %s, by which the mapping tells them apart"
                    .formatted(need.table(), columns),
                "write key = [%s], its primary key, or run ALTER TABLE %s ADD UNIQUE (%s)"
                    .formatted(String.join(", ", table.primaryKey()), need.table(), columns)));
      }
    }
  }
}
