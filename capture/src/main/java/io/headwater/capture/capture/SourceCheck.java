package io.headwater.capture.capture;

import io.headwater.capture.capture.PostgresCatalog.TableFacts;
import io.headwater.core.resource.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks at a source before it is started, above all for what would keep it from it. */
public final class SourceCheck {

  private SourceCheck() {}

  /**
   * All findings at once; a source without a problem is fit.
   *
   * @param vendor the kind of database
   * @param connector the connector's properties
   * @param needs what the mappings need
   */
  public static SourceFindings findings(
      DatabaseVendor vendor, Map<String, String> connector, List<TableNeed> needs) {
    return switch (vendor) {
      case POSTGRESQL -> findings(connector, needs);
      case MARIADB, MYSQL -> BinlogSourceCheck.findings(vendor, connector, needs);
    };
  }

  static SourceFindings findings(Map<String, String> connector, List<TableNeed> needs) {
    try (Connection connection = PostgresConnections.open(connector)) {
      PostgresCatalog catalog = new PostgresCatalog(connection);
      List<SourceProblem> problems = new ArrayList<>(server(catalog));
      Map<TableName, SourceColumns.Table> tables = new HashMap<>();
      Map<TableName, Set<String>> partlyLogged = new HashMap<>();
      for (TableNeed need : needs) {
        Optional<TableFacts> found = catalog.table(need.table());
        if (found.isEmpty()) {
          problems.add(absent(need.table()));
          continue;
        }
        problems.addAll(table(catalog, found.get(), need));
        tables.put(need.table(), catalog.columns(found.get()));
        if (found.get().identity() != 'f') {
          partlyLogged.put(need.table(), found.get().primaryKey());
        }
      }
      return new SourceFindings(problems, new SourceColumns(tables), partlyLogged);
    } catch (SQLException e) {
      return new SourceFindings(
          List.of(
              SourceProblem.ofServer(
                  "cannot connect to %s as user '%s': %s"
                      .formatted(
                          PostgresConnections.url(connector),
                          connector.getOrDefault("database.user", ""),
                          e.getMessage()),
                  "check database.hostname, database.port, database.dbname, database.user and database.password")),
          SourceColumns.none(),
          Map.of());
    }
  }

  private static List<SourceProblem> server(PostgresCatalog catalog) throws SQLException {
    List<SourceProblem> problems = new ArrayList<>();
    String level = catalog.setting("show wal_level");
    if (!level.equals("logical")) {
      problems.add(
          SourceProblem.ofServer(
              "wal_level is '%s'".formatted(level),
              "run ALTER SYSTEM SET wal_level = 'logical', then restart the server"));
    }
    boolean replicates =
        catalog
            .setting("select rolreplication or rolsuper from pg_roles where rolname = current_user")
            .equals("t");
    // Amazon RDS grants replication through a role instead of an attribute.
    boolean granted =
        catalog
            .setting(
                "select count(*) from pg_roles where rolname = 'rds_replication'"
                    + " and pg_has_role(current_user, oid, 'member')")
            .equals("1");
    if (!replicates && !granted) {
      String user = catalog.setting("select quote_ident(current_user)");
      problems.add(
          SourceProblem.ofServer(
              "user %s may not replicate".formatted(user),
              "run ALTER ROLE %s REPLICATION".formatted(user)));
    }
    return problems;
  }

  private static SourceProblem absent(TableName name) {
    return SourceProblem.ofTable(
        name,
        "table %s does not exist, or the user may not see it".formatted(name),
        "correct the mapping, or create the table");
  }

  private static List<SourceProblem> table(
      PostgresCatalog catalog, TableFacts table, TableNeed need) throws SQLException {
    TableName name = need.table();
    List<SourceProblem> problems = new ArrayList<>();
    Set<String> named = new TreeSet<>(need.columns());
    // A rule of a misspelt column would leave the meant one open.
    named.addAll(need.ruledColumns());
    for (String column : named) {
      if (!table.columns().contains(column)) {
        problems.add(
            SourceProblem.ofColumn(
                name,
                column,
                "table %s has no column '%s'".formatted(name, column),
                "correct the mapping; its columns are " + String.join(", ", table.columns())));
      }
    }
    catalog
        .unreadableColumns(table)
        .forEach(
            (column, type) -> {
              if (need.columns().contains(column)) {
                problems.add(
                    SourceProblem.ofColumn(
                        name,
                        column,
                        "column '%s' of table %s is of type %s, which the engine cannot read"
                            .formatted(column, name, type),
                        "leave it out of the mapping, or change its type"));
              }
            });
    if (table.primaryKey().isEmpty()) {
      problems.add(
          SourceProblem.ofTable(
              name,
              "table %s has no primary key".formatted(name),
              "run ALTER TABLE %s ADD PRIMARY KEY (…)".formatted(quoted(name))));
    }
    problems.addAll(ambiguous(catalog, table, need));
    Set<String> logged = identity(catalog, table);
    Set<String> missing = new TreeSet<>(need.beforeImageColumns().apply(table.primaryKey()));
    missing.removeAll(logged);
    missing.retainAll(table.columns());
    if (!missing.isEmpty()) {
      problems.add(
          SourceProblem.ofTable(
              name,
              "table %s does not log the former values of %s, which the mapping needs"
                  .formatted(name, String.join(", ", missing)),
              "run ALTER TABLE %s REPLICA IDENTITY FULL".formatted(quoted(name))));
    }
    return problems;
  }

  /** Rows that the mapping takes for one would overwrite each other. */
  private static List<SourceProblem> ambiguous(
      PostgresCatalog catalog, TableFacts table, TableNeed need) throws SQLException {
    List<Set<String>> unique = catalog.uniqueIndexes(table);
    List<SourceProblem> problems = new ArrayList<>();
    for (Set<String> identity : need.identities()) {
      if (table.columns().containsAll(identity)
          && unique.stream().noneMatch(identity::containsAll)) {
        String columns = String.join(", ", new TreeSet<>(identity));
        problems.add(
            SourceProblem.ofTable(
                need.table(),
                "several rows of table %s may have the same %s, by which the mapping tells them apart"
                    .formatted(need.table(), columns),
                "write key = [%s], its primary key, or run CREATE UNIQUE INDEX ON %s (%s); an index that is partial or deferrable is not enough"
                    .formatted(
                        String.join(", ", table.primaryKey()), quoted(need.table()), columns)));
      }
    }
    return problems;
  }

  private static Set<String> identity(PostgresCatalog catalog, TableFacts table)
      throws SQLException {
    return switch (table.identity()) {
      case 'f' -> table.columns();
      case 'i' -> catalog.identityIndex(table);
      case 'n' -> Set.of();
      default -> table.primaryKey();
    };
  }

  private static String quoted(TableName name) {
    return quoted(name.schema()) + "." + quoted(name.table());
  }

  private static String quoted(String identifier) {
    return identifier.matches("[a-z_][a-z0-9_]*")
        ? identifier
        : '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
