package io.headwater.core.produce;

import java.util.List;

/** Where a change event goes. */
public sealed interface Routing {

  /** The resources it touches; none when no mapping uses the table or the row has no owner. */
  record Routed(List<RoutedChange> changes) implements Routing {
    public Routed {
      changes = List.copyOf(changes);
    }
  }

  /** The event lacks what routing needs; the reason names the table and the mend. */
  record Unroutable(String reason) implements Routing {}
}
