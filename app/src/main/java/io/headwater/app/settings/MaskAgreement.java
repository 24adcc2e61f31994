package io.headwater.app.settings;

import static io.headwater.app.settings.MaskReader.word;

import io.headwater.core.produce.ResourceMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the masks of a table in all roles that it plays in the resources of its source.
 *
 * <p>A column is masked once, for all; so whoever reads it must say that it knows.
 */
final class MaskAgreement {

  private final Problems problems;

  private MaskAgreement(Problems problems) {
    this.problems = problems;
  }

  /** A table in a role that it plays in a resource. */
  private record Role(ResourceDefinition resource, ResourceMapping.Relation relation) {

    String table() {
      return resource.mapping().source() + " " + relation.table();
    }

    Map<String, MaskedColumn> masks() {
      return resource.masks(relation.name());
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
    MaskAgreement agreement = new MaskAgreement(problems);
    Map<String, List<Role>> roles = new LinkedHashMap<>();
    for (ResourceDefinition resource : resources) {
      for (ResourceMapping.Relation relation : resource.mapping().relations()) {
        Role role = new Role(resource, relation);
        roles.computeIfAbsent(role.table(), table -> new ArrayList<>()).add(role);
      }
    }
    roles.values().forEach(agreement::compare);
  }

  /** The first role that masks a column. */
  private record First(Role role, MaskedColumn masked) {

    @Override
    public String toString() {
      return "%s masks it with %s at %s"
          .formatted(role.place(), word(masked.mask()), role.at(masked.line()));
    }
  }

  private void compare(List<Role> roles) {
    Map<String, First> firsts = new LinkedHashMap<>();
    for (Role role : roles) {
      role.masks().forEach((column, masked) -> firsts.putIfAbsent(column, new First(role, masked)));
    }
    firsts.forEach(
        (column, first) ->
            roles.stream()
                .filter(role -> !role.equals(first.role()))
                .forEach(role -> compare(column, first, role)));
  }

  private void compare(String column, First first, Role other) {
    ResourceMapping.Relation relation = other.relation();
    MaskedColumn here = other.masks().get(column);
    if (here == null && relation.columns().contains(column)) {
      problems.add(
          other.resource().file().toString(),
          other.resource().line(relation.name(), column),
          "%s reads column '%s' of table %s unmasked, but %s"
              .formatted(other.place(), column, relation.table(), first),
          "write mask { %s = %s } here too, or do without the column"
              .formatted(column, word(first.masked().mask())));
    } else if (here != null && here.mask() != first.masked().mask()) {
      problems.add(
          other.resource().file().toString(),
          here.line(),
          "%s masks column '%s' of table %s with %s, but %s"
              .formatted(other.place(), column, relation.table(), word(here.mask()), first),
          "use one mask in both: a column is masked once, before it is written");
    }
  }
}
