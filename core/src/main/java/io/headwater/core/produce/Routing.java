package io.headwater.core.produce;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a change event goes. A table may play several roles, and what is wrong in one of them keeps
 * the event from no other.
 *
 * @param changes the resources it touches; none when no mapping uses the table or the row has no
 *     owner
 * @param unlocated rows that any other resource that holds them loses, and the event does not tell
 *     which
 * @param refusals the roles in which the event cannot be used as it is
 */
public record Routing(
    List<RoutedChange> changes, List<RowLocator.Row> unlocated, List<Refusal> refusals) {

  /** What the role lacks in the event; the reason names the table and the mend. */
  public record Refusal(Role role, String reason) {}

  public Routing {
    changes = List.copyOf(changes);
    unlocated = List.copyOf(unlocated);
    refusals = List.copyOf(refusals);
  }

  /** Why the event is refused, in all roles together; empty when there is no refusal. */
  public String reason() {
    return refusals.stream()
        .map(Refusal::reason)
        .distinct()
        .collect(Collectors.joining("; also: "));
  }
}
