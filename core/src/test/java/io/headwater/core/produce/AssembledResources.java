package io.headwater.core.produce;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.contract.Contract;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Resources of several mappings as the transactions of one source make them. */
final class AssembledResources {

  /** What stands for the document of a resource that a transaction deleted. */
  static final String DELETED = "deleted";

  private static final int MAX_BYTES = 10_000;

  private final List<ResourceMapping> mappings;
  private final ChangeRouter router;
  private final Set<Role> located = new HashSet<>();
  private RowTracker tracker = RowTracker.ofNothing();
  private final Map<ResourceType, ResourceDecider> deciders = new HashMap<>();
  private final Map<ResourceKey, ResourceState> states = new HashMap<>();
  private long offset;

  AssembledResources(ResourceMapping... mappings) {
    this.mappings = List.of(mappings);
    router = new ChangeRouter(this.mappings);
    for (ResourceMapping mapping : mappings) {
      deciders.put(
          mapping.type(),
          new ResourceDecider(mapping, Contract.unrestricted(), MAX_BYTES, MAX_BYTES));
    }
  }

  /**
   * What the transaction publishes, by type and id: the document with single quotes, {@link
   * #DELETED}, or why the document is withheld.
   */
  Map<String, String> transaction(ChangeEvent... events) {
    Map<ResourceKey, List<RowChange>> gathered = new LinkedHashMap<>();
    for (ChangeEvent event : events) {
      Routing routed = router.route(event);
      if (learns(routed)) {
        return transaction(events);
      }
      for (RoutedChange change : tracker.complete(routed)) {
        gathered
            .computeIfAbsent(change.resource(), resource -> new ArrayList<>())
            .add(change.change());
      }
    }
    offset++;
    Map<String, String> published = new HashMap<>();
    gathered.forEach((resource, rows) -> decide(resource, rows, published));
    return published;
  }

  /** Whether rows were not followed that must be; from here on they are. */
  private boolean learns(Routing routed) {
    List<Role> roles = routed.unlocated().stream().map(RowLocator.Row::role).toList();
    if (!located.addAll(roles)) {
      return false;
    }
    tracker =
        RowTracker.of(
            mappings,
            located,
            new InMemoryRowLocator(),
            (type, visitor) ->
                states.forEach(
                    (resource, state) -> {
                      if (resource.type().equals(type)) {
                        visitor.accept(resource.id(), state.rows());
                      }
                    }));
    return true;
  }

  ResourceState state(ResourceKey resource) {
    return states.getOrDefault(resource, ResourceDecider.initial());
  }

  private void decide(ResourceKey resource, List<RowChange> rows, Map<String, String> published) {
    ResourceChange change = Widgets.change(offset, rows.toArray(RowChange[]::new));
    String name = resource.type() + " " + resource.id();
    switch (deciders.get(resource.type()).decide(resource, state(resource), change)) {
      case Decision.Accept accept -> {
        states.put(resource, ResourceDecider.evolve(accept.event()));
        switch (accept.event()) {
          case ResourceEvent.StateReplaced replaced ->
              published.put(
                  name, replaced.document().orElseThrow().json().toString().replace('"', '\''));
          case ResourceEvent.ResourceDeleted ignored -> published.put(name, DELETED);
          case ResourceEvent.RowsReplaced ignored -> {}
          case ResourceEvent.RowsDropped ignored -> {}
        }
      }
      case Decision.Withhold withhold -> {
        states.put(resource, ResourceDecider.evolve(withhold.event()));
        published.put(name, withhold.reason());
      }
      case Decision.Ignore ignored -> {}
    }
  }
}
