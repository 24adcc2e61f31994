package io.headwater.app.oracle;

import io.headwater.app.system.TopicLog.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares the records of a state topic that was not compacted with the source's states.
 *
 * <p>Where transactions are applied in parts, only a resource's last record of a transaction must
 * be a state of the source, and those before it must say that more follows. The last may say so
 * too, as later parts may not have touched the resource.
 */
final class TopicCheck {

  private static final String NOTHING = "nothing";

  private final Histories histories;
  private final boolean parts;
  private final int end;

  private TopicCheck(Histories histories, boolean parts, int end) {
    this.histories = histories;
    this.parts = parts;
    this.end = end;
  }

  /**
   * All resources whose records are not exactly their states, each with its first difference.
   *
   * @param parts whether transactions may be applied in parts
   * @param end the place after the last action of the run
   */
  static List<Difference> differences(
      Histories histories, List<Entry> entries, boolean parts, int end) {
    TopicCheck check = new TopicCheck(histories, parts, end);
    Map<String, List<Entry>> byKey = entries.stream().collect(Collectors.groupingBy(Entry::key));
    Set<String> ids = new TreeSet<>(histories.ids());
    ids.addAll(byKey.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String id : ids) {
      List<Entry> records = byKey.getOrDefault(id, List.of());
      check
          .states(id, records)
          .or(() -> RecordChain.fault(id, records, end))
          .ifPresent(differences::add);
    }
    return differences;
  }

  private Optional<Difference> states(String id, List<Entry> entries) {
    List<Histories.State> expected = histories.of(id);
    List<String> ends = ends(entries);
    int count = Math.max(expected.size(), ends.size());
    for (int i = 0; i < count; i++) {
      String wanted = i < expected.size() ? text(expected.get(i)) : NOTHING;
      String found = i < ends.size() ? ends.get(i) : NOTHING;
      if (!wanted.equals(found)) {
        int action = i < expected.size() ? expected.get(i).action() : end;
        return Optional.of(new Difference(action, id, wanted, found));
      }
    }
    return Optional.empty();
  }

  /** What the records say at the ends of transactions. */
  private List<String> ends(List<Entry> entries) {
    List<Published> records =
        entries.stream().filter(entry -> entry.value().isPresent()).map(Published::of).toList();
    List<String> ends = new ArrayList<>();
    String document = Published.NO_DOCUMENT;
    boolean followsPart = false;
    for (int i = 0; i < records.size(); i++) {
      Published next = records.get(i);
      boolean isPart =
          parts
              && next.partial()
              && i + 1 < records.size()
              && records.get(i + 1).isOfSameTransaction(next);
      // What parts have changed and changed back is no state of its own.
      boolean isBack = followsPart && next.document().equals(document);
      if (!isPart && !isBack) {
        ends.add(text(next));
      }
      document = isPart ? document : next.document();
      followsPart = isPart;
    }
    return ends;
  }

  private static String text(Histories.State state) {
    return text(
        state.transaction().orElse(Published.SNAPSHOT),
        false,
        state.document().orElse(Published.NO_DOCUMENT));
  }

  private String text(Published state) {
    return text(state.transaction(), state.partial() && !parts, state.document());
  }

  private static String text(String transaction, boolean partial, String document) {
    return "of %s%s %s".formatted(transaction, partial ? " partial" : "", document);
  }
}
