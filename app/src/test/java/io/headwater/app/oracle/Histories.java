package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The distinct states of every resource of a type at the ends of the source's transactions, in
 * order. While a document is withheld, its resource stays as it was published last.
 */
final class Histories {

  /** The place of what was there before the snapshot. */
  static final int BEFORE_ALL = -1;

  /**
   * A state.
   *
   * @param action the place of the transaction in the run
   * @param transaction the source's number of it; empty for a snapshot
   * @param document the document; empty when the resource is gone
   */
  record State(int action, Optional<String> transaction, Optional<String> document) {}

  private final Map<String, List<State>> states = new TreeMap<>();
  private final Set<String> everWithheld = new TreeSet<>();
  private final Map<String, String> now = new TreeMap<>();
  private Truth last = Truth.NOTHING;

  /** All resources are as given since that transaction. */
  void adopt(int action, Optional<String> transaction, Truth truth) {
    Set<String> ids = new TreeSet<>(now.keySet());
    ids.addAll(truth.documents().keySet());
    ids.removeAll(truth.withheld());
    for (String id : ids) {
      Optional<String> document = Optional.ofNullable(truth.documents().get(id));
      if (!document.equals(Optional.ofNullable(now.get(id)))) {
        states
            .computeIfAbsent(id, first -> new ArrayList<>())
            .add(new State(action, transaction, document));
        document.ifPresentOrElse(is -> now.put(id, is), () -> now.remove(id));
      }
    }
    everWithheld.addAll(truth.withheld());
    last = truth;
  }

  /** The ids of all resources that were ever to be published. */
  Set<String> ids() {
    return states.keySet();
  }

  List<State> of(String id) {
    return List.copyOf(states.getOrDefault(id, List.of()));
  }

  /** The ids of all resources whose document was withheld at the end of some transaction. */
  Set<String> everWithheld() {
    return Set.copyOf(everWithheld);
  }

  /** What was adopted last. */
  Truth last() {
    return last;
  }
}
