package io.headwater.core.produce;

import java.util.List;

/** Where a change event goes. */
public sealed interface Routing {

  /**
   * The resources it touches; none when no mapping uses the table or the row has no owner.
   *
   * @param unlocated rows that any other resource that holds them loses, and the event does not
   *     tell which
   */
  record Routed(List<RoutedChange> changes, List<RowLocator.Row> unlocated) implements Routing {
    public Routed {
      changes = List.copyOf(changes);
      unlocated = List.copyOf(unlocated);
    }
  }

  /** The event lacks what routing needs; the reason names the table and the mend. */
  record Unroutable(String reason) implements Routing {}
}
