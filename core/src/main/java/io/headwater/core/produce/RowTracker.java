package io.headwater.core.produce;

import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows who holds the rows of the roles whose log does not tell it, so that a move or a delete
 * without a before image reaches the row's former resource.
 *
 * <p>Each event of a row takes it from every known holder but its new owner, who is the only holder
 * then. More than one holder is possible after a crash, as the changes of one transaction become
 * durable separately. Not thread-safe.
 */
public final class RowTracker {

  private final Set<Role> roles;
  private final Optional<RowLocator> locator;

  private RowTracker(Set<Role> roles, Optional<RowLocator> locator) {
    this.roles = Set.copyOf(roles);
    this.locator = locator;
  }

  /** Follows no rows. */
  public static RowTracker ofNothing() {
    return new RowTracker(Set.of(), Optional.empty());
  }

  /**
   * Follows the rows of some roles.
   *
   * @param mappings the mappings of one source
   * @param roles those whose former owner the log does not tell; in each, a row's key names one row
   *     of the whole table
   * @param locator empty
   * @param held where the rows are at the place in the change log that is read next, or later
   */
  public static RowTracker of(
      List<ResourceMapping> mappings, Set<Role> roles, RowLocator locator, HeldRows held) {
    RowTracker tracker = new RowTracker(roles, Optional.of(locator));
    for (ResourceMapping mapping : mappings) {
      List<String> relations = new ArrayList<>();
      for (ResourceMapping.Relation relation : mapping.relations()) {
        if (roles.contains(new Role(mapping.type(), relation.name()))) {
          relations.add(relation.name());
        }
      }
      if (!relations.isEmpty()) {
        held.forEachHolder(
            mapping.type(),
            (id, rows) -> {
              for (String relation : relations) {
                for (String rowKey : rows.of(relation).keySet()) {
                  tracker.add(new RowLocator.Row(mapping.type(), relation, rowKey), id);
                }
              }
            });
      }
    }
    return tracker;
  }

  /** Whether it follows the rows of the role. */
  boolean follows(Role role) {
    return roles.contains(role);
  }

  /**
   * The changes of one event with the removals that it does not tell itself, which come first.
   *
   * @param routed all rows that must be located are followed
   */
  List<RoutedChange> complete(Routing routed) {
    if (roles.isEmpty()) {
      return routed.changes();
    }
    Map<RowLocator.Row, Set<ResourceId>> owners = new LinkedHashMap<>();
    routed.unlocated().forEach(row -> owners.put(row, new HashSet<>()));
    for (RoutedChange change : routed.changes()) {
      RowLocator.Row row = row(change);
      if (follows(row.role())) {
        Set<ResourceId> owner = owners.computeIfAbsent(row, absent -> new HashSet<>());
        if (!(change.change() instanceof RowChange.Remove)) {
          owner.add(change.resource().id());
        }
      }
    }
    List<RoutedChange> changes = new ArrayList<>();
    owners.forEach((row, owner) -> changes.addAll(move(row, owner)));
    for (RoutedChange change : routed.changes()) {
      if (!changes.contains(change)) {
        changes.add(change);
      }
    }
    return changes;
  }

  private List<RoutedChange> move(RowLocator.Row row, Set<ResourceId> owner) {
    RowLocator located = locator.orElseThrow();
    Set<ResourceId> holders = located.holders(row);
    if (!holders.equals(owner)) {
      located.replace(row, owner);
    }
    List<RoutedChange> removals = new ArrayList<>();
    for (ResourceId holder : holders) {
      if (!owner.contains(holder)) {
        removals.add(
            new RoutedChange(
                new ResourceKey(row.type(), holder),
                new RowChange.Remove(row.relation(), row.rowKey())));
      }
    }
    return removals;
  }

  /** The relation's rows are gone everywhere. */
  void clear(ResourceType type, String relation) {
    if (follows(new Role(type, relation))) {
      locator.orElseThrow().clear(type, relation);
    }
  }

  /** A source snapshot gives the resource these rows, in addition to what is held elsewhere. */
  void add(ResourceKey resource, List<RowChange> rows) {
    if (roles.isEmpty()) {
      return;
    }
    for (RowChange change : rows) {
      if (change instanceof RowChange.Put put) {
        RowLocator.Row row = new RowLocator.Row(resource.type(), put.relation(), put.rowKey());
        if (follows(row.role())) {
          add(row, resource.id());
        }
      }
    }
  }

  private void add(RowLocator.Row row, ResourceId holder) {
    Set<ResourceId> holders = new HashSet<>(locator.orElseThrow().holders(row));
    if (holders.add(holder)) {
      locator.orElseThrow().replace(row, holders);
    }
  }

  private static RowLocator.Row row(RoutedChange change) {
    return new RowLocator.Row(
        change.resource().type(), change.change().relation(), change.change().rowKey());
  }
}
