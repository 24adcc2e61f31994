package io.headwater.core.produce;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the resources that a row change touches, from the event alone, in each role of its table.
 *
 * <p>A row that moves from one resource to another touches both: the former owner by the {@code
 * before} image, the new one by {@code after}. Where the log has no before image, the row is told
 * instead, for a {@link RowTracker} to find its former owner. Immutable, thread-safe.
 */
public final class ChangeRouter {

  private record Key(String source, TableName table) {}

  private record Route(
      Role role, ResourceMapping.Relation relation, List<String> rootKey, Set<String> columns) {}

  private record Found(List<RoutedChange> changes, List<RowLocator.Row> unlocated) {}

  private final Map<Key, List<Route>> routes = new HashMap<>();

  /** A router for these mappings. */
  public ChangeRouter(List<ResourceMapping> mappings) {
    for (ResourceMapping mapping : mappings) {
      for (ResourceMapping.Relation relation : mapping.relations()) {
        routes
            .computeIfAbsent(new Key(mapping.source(), relation.table()), key -> new ArrayList<>())
            .add(
                new Route(
                    new Role(mapping.type(), relation.name()),
                    relation,
                    mapping.root().key(),
                    relation.columns()));
      }
    }
  }

  /** Whether any mapping uses the table. */
  public boolean isMapped(String source, TableName table) {
    return routes.containsKey(new Key(source, table));
  }

  /** The resources that the event touches, in the order of the mappings. */
  public Routing route(ChangeEvent event) {
    Found found = new Found(new ArrayList<>(), new ArrayList<>());
    List<Routing.Refusal> refusals = new ArrayList<>();
    for (Route route :
        routes.getOrDefault(new Key(event.source().name(), event.source().table()), List.of())) {
      Optional<String> refusal =
          switch (event.changeType()) {
            case CREATE -> routeCreate(route, event, found);
            case UPDATE -> routeUpdate(route, event, found);
            case DELETE -> routeDelete(route, event, found);
          };
      refusal.ifPresent(reason -> refusals.add(new Routing.Refusal(route.role(), reason)));
    }
    return new Routing(found.changes(), found.unlocated(), refusals);
  }

  private static Optional<String> routeCreate(Route route, ChangeEvent event, Found found) {
    Value.Obj row = project(event.after().orElse(Value.Obj.empty()), route.columns());
    Optional<String> missing = missingColumn(route, row);
    if (missing.isPresent()) {
      return missing(route, missing.get(), "after");
    }
    owner(route, row)
        .ifPresent(
            owner -> add(found, owner, new RowChange.Put(name(route), rowKey(route, row), row)));
    return unnamed(route, row);
  }

  private static Optional<String> routeUpdate(Route route, ChangeEvent event, Found found) {
    Value.Obj after = project(event.after().orElse(Value.Obj.empty()), route.columns());
    Optional<String> missing = missingColumn(route, after);
    if (missing.isPresent()) {
      return missing(route, missing.get(), "after");
    }
    Optional<ResourceKey> owner = owner(route, after);
    String rowKey = rowKey(route, after);
    Optional<Value.Obj> before =
        event.before().filter(image -> missingColumn(route, image).isEmpty());
    if (before.isEmpty() && isNamed(route, event, after)) {
      found.unlocated().add(new RowLocator.Row(route.role().type(), name(route), rowKey));
    } else if (before.isEmpty() && !isKeyed(route, event)) {
      return missing(route, route.relation().ownerColumns().getFirst(), "before");
    }
    boolean moved = false;
    if (before.isPresent()) {
      Optional<ResourceKey> formerOwner = owner(route, before.get());
      String formerRowKey = rowKey(route, before.get());
      moved = !formerOwner.equals(owner) || !formerRowKey.equals(rowKey);
      if (moved && formerOwner.isPresent()) {
        add(found, formerOwner.get(), new RowChange.Remove(name(route), formerRowKey));
      }
    }
    if (owner.isPresent()) {
      Value.Obj row = moved ? project(before.orElseThrow(), route.columns()).with(after) : after;
      add(found, owner.get(), new RowChange.Merge(name(route), rowKey, row));
    }
    return unnamed(route, after);
  }

  private static Optional<String> routeDelete(Route route, ChangeEvent event, Found found) {
    Value.Obj row = event.before().orElse(event.key());
    Optional<String> missing = missingColumn(route, row);
    if (missing.isPresent() && isNamed(route, event, row)) {
      found
          .unlocated()
          .add(new RowLocator.Row(route.role().type(), name(route), rowKey(route, row)));
      return Optional.empty();
    }
    if (missing.isPresent()) {
      return missing(route, missing.get(), "before");
    }
    owner(route, row)
        .ifPresent(
            owner -> add(found, owner, new RowChange.Remove(name(route), rowKey(route, row))));
    return Optional.empty();
  }

  private static void add(Found found, ResourceKey owner, RowChange.OfRow change) {
    found.changes().add(new RoutedChange(owner, change));
  }

  private static String name(Route route) {
    return route.relation().name();
  }

  /**
   * Whether the row's place follows from the table's own key. A key never changes in an update: the
   * engine tells such a change as a delete and a create.
   */
  private static boolean isKeyed(Route route, ChangeEvent event) {
    Set<String> key = event.key().members().keySet();
    return key.containsAll(route.relation().ownerColumns())
        && key.containsAll(route.relation().rowKey());
  }

  /**
   * Whether the row's own columns tell which row of the table it is, though not whose it was. The
   * key of an event is the table's primary key.
   */
  private static boolean isNamed(Route route, ChangeEvent event, Value.Obj row) {
    return route.relation().isLocatedBy(event.key().members().keySet())
        && row.members().keySet().containsAll(route.relation().rowKey());
  }

  private static Optional<String> missing(Route route, String column, String image) {
    TableName table = route.relation().table();
    return Optional.of(
        "the '%s' image of a row of %s lacks column %s, so the owning %s is unknown; mend: ALTER TABLE %s REPLICA IDENTITY FULL"
            .formatted(image, table, column, route.role().type(), table));
  }

  private static Optional<String> missingColumn(Route route, Value.Obj row) {
    for (String column : route.relation().ownerColumns()) {
      if (!row.members().containsKey(column)) {
        return Optional.of(column);
      }
    }
    for (String column : route.relation().rowKey()) {
      if (!row.members().containsKey(column)) {
        return Optional.of(column);
      }
    }
    return Optional.empty();
  }

  /** The resource that has the row; none has an empty id, and so none ever had such a row. */
  private static Optional<ResourceKey> owner(Route route, Value.Obj row) {
    return id(route, row)
        .filter(id -> !id.text().isEmpty())
        .map(id -> new ResourceKey(route.role().type(), id));
  }

  private static Optional<ResourceId> id(Route route, Value.Obj row) {
    return ResourceId.of(row, route.relation().ownerColumns(), route.rootKey());
  }

  private static Optional<String> unnamed(Route route, Value.Obj row) {
    return id(route, row)
        .filter(id -> id.text().isEmpty())
        .map(
            id ->
                "%s of a row of %s is an empty text, which names no %s; mend: give the row a key"
                    .formatted(
                        String.join(", ", route.relation().ownerColumns()),
                        route.relation().table(),
                        route.role().type()));
  }

  private static String rowKey(Route route, Value.Obj row) {
    List<String> columns = route.relation().rowKey();
    if (columns.size() == 1) {
      return row.member(columns.getFirst()).orElse(Value.ofNull()).toJson();
    }
    List<Value> values = new ArrayList<>(columns.size());
    for (String column : columns) {
      values.add(row.member(column).orElse(Value.ofNull()));
    }
    return new Value.Arr(values).toJson();
  }

  private static Value.Obj project(Value.Obj row, Set<String> columns) {
    ObjectBuilder kept = new ObjectBuilder(columns.size());
    for (String column : columns) {
      row.member(column).ifPresent(value -> kept.add(column, value));
    }
    return kept.build();
  }
}
