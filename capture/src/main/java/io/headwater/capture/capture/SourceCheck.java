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

/** Looks for all that would keep a PostgreSQL source from being captured, before it is started. */
public final class SourceCheck {

  private SourceCheck() {}

  /**
   * What was found.
   *
   * @param problems all at once, each with its mend; empty when the source is fit
   * @param columns of the needed tables that there are
   */
  public record Found(List<SourceProblem> problems, SourceColumns columns) {
    public Found {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Looks at the server and the tables.
   *
   * @param connector the connector's properties
   * @param needs what the mappings need
   */
  public static Found look(Map<String, String> connector, List<TableNeed> needs) {
    try (Connection connection = PostgresConnections.open(connector)) {
      PostgresCatalog catalog = new PostgresCatalog(connection);
      List<SourceProblem> problems = new ArrayList<>(server(catalog));
      Map<TableName, SourceColumns.Table> tables = new HashMap<>();
      for (TableNeed need : needs) {
        Optional<TableFacts> table = catalog.table(need.table());
        if (table.isPresent()) {
          problems.addAll(table(catalog, need, table.get()));
          tables.put(need.table(), catalog.columns(table.get()));
        } else {
          problems.add(absent(need.table()));
        }
      }
      return new Found(problems, new SourceColumns(tables));
    } catch (SQLException e) {
      SourceProblem problem =
          SourceProblem.ofServer(
              "cannot connect to %s as user '%s': %s"
                  .formatted(
                      PostgresConnections.url(connector),
                      connector.getOrDefault("database.user", ""),
                      e.getMessage()),
              "check database.hostname, database.port, database.dbname, database.user and database.password");
      return new Found(List.of(problem), SourceColumns.none());
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
      PostgresCatalog catalog, TableNeed need, TableFacts table) throws SQLException {
    TableName name = need.table();
    List<SourceProblem> problems = new ArrayList<>();
    Set<String> named = new TreeSet<>(need.columns());
    // A mask on a misspelt column would leave the meant one open.
    named.addAll(need.maskedColumns());
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
    Set<String> logged = identity(catalog, table);
    Set<String> missing = new TreeSet<>(need.beforeImageColumns());
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
