package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The distinct states of every resource at the ends of the source's transactions, in order. */
final class Histories {

  /** The place of what was there before the snapshot. */
  static final int BEFORE_ALL = -1;

  /**
   * A state.
   *
   * @param action the place of the transaction in the run
   * @param transaction the source's number of it; empty for the snapshot
   * @param document the document; empty when the resource is gone
   */
  record State(int action, Optional<String> transaction, Optional<String> document) {}

  private final Map<String, List<State>> states = new TreeMap<>();
  private Map<String, String> now = Map.of();

  /** All resources are as given since that transaction. */
  void adopt(int action, Optional<String> transaction, Map<String, String> documents) {
    Set<String> ids = new TreeSet<>(now.keySet());
    ids.addAll(documents.keySet());
    for (String id : ids) {
      Optional<String> document = Optional.ofNullable(documents.get(id));
      if (!document.equals(Optional.ofNullable(now.get(id)))) {
        states
            .computeIfAbsent(id, first -> new ArrayList<>())
            .add(new State(action, transaction, document));
      }
    }
    now = Map.copyOf(documents);
  }

  /** The ids of all resources that there ever were. */
  Set<String> ids() {
    return states.keySet();
  }

  List<State> of(String id) {
    return List.copyOf(states.getOrDefault(id, List.of()));
  }

  /** The documents after the last transaction. */
  Map<String, String> last() {
    return now;
  }
}
