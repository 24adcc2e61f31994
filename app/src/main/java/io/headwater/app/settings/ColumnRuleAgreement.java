package io.headwater.app.settings;

import io.headwater.core.produce.ResourceMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the rules of a table in all roles that it plays in the resources of its source.
 *
 * <p>A column has one rule, for all; so whoever reads it must say that it knows.
 */
final class ColumnRuleAgreement {

  private final Problems problems;

  private ColumnRuleAgreement(Problems problems) {
    this.problems = problems;
  }

  /** A table in a role that it plays in a resource. */
  private record Role(ResourceDefinition resource, ResourceMapping.Relation relation) {

    String table() {
      return resource.mapping().source() + " " + relation.table();
    }

    Map<String, RuledColumn> rules() {
      return resource.rules(relation.name());
    }

    String place() {
      String part =
          relation.name().equals(ResourceMapping.ROOT)
              ? "the root"
              : "embed '" + relation.name() + "'";
      return "%s of resource '%s'".formatted(part, resource.mapping().type().name());
    }

    String at(int line) {
      return resource.file() + ":" + line;
    }
  }

  static void check(List<ResourceDefinition> resources, Problems problems) {
    ColumnRuleAgreement agreement = new ColumnRuleAgreement(problems);
    Map<String, List<Role>> roles = new LinkedHashMap<>();
    for (ResourceDefinition resource : resources) {
      for (ResourceMapping.Relation relation : resource.mapping().relations()) {
        Role role = new Role(resource, relation);
        roles.computeIfAbsent(role.table(), table -> new ArrayList<>()).add(role);
      }
    }
    roles.values().forEach(agreement::compare);
  }

  /** The first role with a rule for a column. */
  private record First(Role role, RuledColumn ruled) {

    String says(String column) {
      return "%s says %s at %s"
          .formatted(role.place(), ruled.setting(column), role.at(ruled.line()));
    }
  }

  private void compare(List<Role> roles) {
    Map<String, First> firsts = new LinkedHashMap<>();
    for (Role role : roles) {
      role.rules().forEach((column, ruled) -> firsts.putIfAbsent(column, new First(role, ruled)));
    }
    firsts.forEach(
        (column, first) ->
            roles.stream()
                .filter(role -> !role.equals(first.role()))
                .forEach(role -> compare(column, first, role)));
  }

  private void compare(String column, First first, Role other) {
    ResourceMapping.Relation relation = other.relation();
    RuledColumn here = other.rules().get(column);
    if (here == null && relation.columns().contains(column)) {
      problems.add(
          other.resource().file().toString(),
          other.resource().line(relation.name(), column),
          "%s reads column '%s' of table %s as it is, but %s"
              .formatted(other.place(), column, relation.table(), first.says(column)),
          "write %s here too, or do without the column".formatted(first.ruled().setting(column)));
    } else if (here != null && !here.rule().equals(first.ruled().rule())) {
      problems.add(
          other.resource().file().toString(),
          here.line(),
          "%s says %s for table %s, but %s"
              .formatted(other.place(), here.setting(column), relation.table(), first.says(column)),
          "say the same in both: a column has one rule, for all who read its table");
    }
  }
}
