package io.headwater.core.produce;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.contract.Contract;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resources of several mappings as the transactions of one source make them. */
final class AssembledResources {

  /** What stands for the document of a resource that a transaction deleted. */
  static final String DELETED = "deleted";

  private static final int MAX_BYTES = 10_000;

  private final ChangeRouter router;
  private final Map<ResourceType, ResourceDecider> deciders = new HashMap<>();
  private final Map<ResourceKey, ResourceState> states = new HashMap<>();
  private long offset;

  AssembledResources(ResourceMapping... mappings) {
    router = new ChangeRouter(List.of(mappings));
    for (ResourceMapping mapping : mappings) {
      deciders.put(
          mapping.type(), new ResourceDecider(mapping, Contract.unrestricted(), MAX_BYTES));
    }
  }

  /**
   * What the transaction publishes, by type and id: the document with single quotes, {@link
   * #DELETED}, or why the document is withheld.
   */
  Map<String, String> transaction(ChangeEvent... events) {
    Map<ResourceKey, List<RowChange>> gathered = new LinkedHashMap<>();
    for (ChangeEvent event : events) {
      for (RoutedChange change : ((Routing.Routed) router.route(event)).changes()) {
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
