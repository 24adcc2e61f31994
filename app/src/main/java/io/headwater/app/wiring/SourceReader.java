package io.headwater.app.wiring;

import io.headwater.app.settings.ConnectorFile;
import io.headwater.app.settings.JoinTypes;
import io.headwater.app.settings.Problems;
import io.headwater.app.settings.ResourceDefinition;
import io.headwater.app.settings.SchemaTypes;
import io.headwater.app.settings.Source;
import io.headwater.app.settings.TruncatedColumns;
import io.headwater.capture.capture.ConnectorOverlay;
import io.headwater.capture.capture.DatabaseVendor;
import io.headwater.capture.capture.OverlayResult;
import io.headwater.capture.capture.SourceCheck;
import io.headwater.capture.capture.SourceColumns;
import io.headwater.capture.capture.SourceFindings;
import io.headwater.capture.capture.SourceProblem;
import io.headwater.capture.capture.TableNeed;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.Role;
import io.headwater.core.produce.RuledCatalogue;
import io.headwater.core.produce.SourceCatalogue;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads one source's connector, lays the overlay over it, and checks it against the database. */
final class SourceReader {

  private static final String MEND = "; ";

  private final Source.Database source;
  private final List<ResourceDefinition> resources;
  private final Map<String, String> environment;

  SourceReader(
      Source.Database source, List<ResourceDefinition> resources, Map<String, String> environment) {
    this.source = source;
    this.resources =
        resources.stream()
            .filter(resource -> resource.mapping().source().equals(source.name()))
            .toList();
    this.environment = environment;
  }

  /** What was read of a source, also when there are problems with it. */
  record Read(SourcePlan plan, Catalogues columns) {}

  Read read(Consumer<String> lines, Problems problems) {
    SourceColumns columns = SourceColumns.none();
    ConnectorFile.Loaded loaded = ConnectorFile.read(source.connector(), environment);
    problems.addAll(loaded.problems());
    ConnectorFile connector = loaded.connector();
    List<TableName> tables = tables();
    DatabaseVendor vendor = source.kind().vendor();
    OverlayResult overlay =
        ConnectorOverlay.of(vendor, source.name(), connector.settings(), tables);
    overlay.overlay().forEach(line -> lines.accept("overlay " + source.name() + ": " + line));
    overlay.ignored().forEach(line -> lines.accept("ignored " + source.name() + ": " + line));
    connector.ignored().forEach(line -> lines.accept("ignored " + source.name() + ": " + line));
    Set<Role> located = Set.of();
    if (loaded.problems().isEmpty()) {
      overlay.problems().forEach(problem -> addConnectorProblem(connector, problem, problems));
      if (connector.settings().keySet().containsAll(neededToConnect(vendor))) {
        SourceFindings findings = SourceCheck.findings(vendor, overlay.properties(), needs());
        findings.problems().forEach(problem -> addSourceProblem(problem, problems));
        located = located(findings.partlyLogged());
        columns = findings.columns();
        checkTypes(columns, problems);
      }
    }
    return new Read(
        new SourcePlan(
            source.name(),
            new EnginePlan.Debezium(vendor, overlay.properties()),
            tables,
            ResourceDefinition.rulesOf(resources),
            located),
        Catalogues.of(columns));
  }

  /** With these the database is asked too, so that its problems are told with the others. */
  private static Set<String> neededToConnect(DatabaseVendor vendor) {
    return switch (vendor) {
      case POSTGRESQL -> Set.of("database.hostname", "database.user", "database.dbname");
      case MARIADB, MYSQL -> Set.of("database.hostname", "database.user");
    };
  }

  private List<TableName> tables() {
    return resources.stream()
        .flatMap(resource -> resource.mapping().relations().stream())
        .map(ResourceMapping.Relation::table)
        .distinct()
        .sorted()
        .toList();
  }

  /** A problem of the overlay is "property: what; mend". */
  private static void addConnectorProblem(
      ConnectorFile connector, String problem, Problems problems) {
    String key = problem.substring(0, Math.max(0, problem.indexOf(':')));
    int mend = problem.lastIndexOf(MEND);
    problems.add(
        connector.problem(
            key,
            mend < 0 ? problem : problem.substring(0, mend),
            mend < 0 ? "correct it" : problem.substring(mend + MEND.length())));
  }

  private void checkTypes(SourceColumns columns, Problems problems) {
    SourceCatalogue catalogue =
        new RuledCatalogue(columns.strict(), ResourceDefinition.rulesOf(resources));
    for (ResourceDefinition resource : resources) {
      TruncatedColumns.check(resource, columns.strict(), problems);
      SchemaTypes.check(resource, catalogue, problems);
      JoinTypes.check(resource, catalogue, problems);
    }
  }

  private void addSourceProblem(SourceProblem problem, Problems problems) {
    Place place = problem.table().map(table -> place(table, problem.column())).orElse(ownFile());
    problems.add(place.file(), place.line(), problem.what(), problem.mend());
  }

  /** The roles of these tables, given with their primary keys, whose rows move under their key. */
  private Set<Role> located(Map<TableName, Set<String>> partlyLogged) {
    Set<Role> located = new HashSet<>();
    for (ResourceDefinition resource : resources) {
      for (ResourceMapping.Relation relation : resource.mapping().relations()) {
        if (relation.isLocatedBy(partlyLogged.getOrDefault(relation.table(), Set.of()))) {
          located.add(new Role(resource.mapping().type(), relation.name()));
        }
      }
    }
    return located;
  }

  private record Place(String file, int line) {}

  private Place ownFile() {
    return new Place(source.connector().toString(), 0);
  }

  /** Where a mapping names the column, or the table when it names no such column. */
  private Place place(TableName table, Optional<String> column) {
    for (ResourceDefinition resource : resources) {
      for (ResourceMapping.Relation relation : resource.mapping().relations()) {
        if (relation.table().equals(table)
            && (column.isEmpty()
                || relation.columns().contains(column.get())
                || resource.rules(relation.name()).containsKey(column.get()))) {
          return new Place(
              resource.file().toString(),
              resource.line(relation.name(), column.orElse(table.toString())));
        }
      }
    }
    return ownFile();
  }

  private List<TableNeed> needs() {
    Map<TableName, List<ResourceMapping.Relation>> roles = new TreeMap<>();
    Map<TableName, Set<String>> ruled = new HashMap<>();
    for (ResourceDefinition resource : resources) {
      for (ResourceMapping.Relation relation : resource.mapping().relations()) {
        roles.computeIfAbsent(relation.table(), absent -> new ArrayList<>()).add(relation);
        ruled
            .computeIfAbsent(relation.table(), absent -> new HashSet<>())
            .addAll(resource.rules(relation.name()).keySet());
      }
    }
    List<TableNeed> needs = new ArrayList<>();
    roles.forEach(
        (table, relations) -> {
          Set<String> columns = new HashSet<>();
          Set<Set<String>> identities = new HashSet<>();
          for (ResourceMapping.Relation relation : relations) {
            columns.addAll(relation.columns());
            Set<String> identity = new HashSet<>(relation.rowKey());
            identity.addAll(relation.ownerColumns());
            identities.add(identity);
          }
          needs.add(
              new TableNeed(
                  table,
                  columns,
                  key -> formerColumns(relations, key),
                  identities,
                  ruled.getOrDefault(table, Set.of())));
        });
    return needs;
  }

  /** A row is found by its key alone when this is the table's own, else its owner is needed too. */
  private static Set<String> formerColumns(
      List<ResourceMapping.Relation> relations, Set<String> primaryKey) {
    Set<String> columns = new HashSet<>();
    for (ResourceMapping.Relation relation : relations) {
      columns.addAll(relation.rowKey());
      if (!relation.isLocatedBy(primaryKey)) {
        columns.addAll(relation.ownerColumns());
      }
    }
    return columns;
  }
}
