package io.headwater.app.oracle;

import io.headwater.app.system.TopicLog.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares the records of a state topic that was not compacted with the source's states. */
final class TopicCheck {

  private static final String RESOURCE = ",\"resource\":";
  private static final String NOTHING = "nothing";

  private TopicCheck() {}

  private record Expected(int action, String text) {}

  /**
   * All resources whose records are not exactly their states, each with its first difference.
   *
   * @param end the place after the last action of the run
   */
  static List<Difference> differences(Histories histories, List<Entry> entries, int end) {
    Map<String, List<Entry>> byKey = entries.stream().collect(Collectors.groupingBy(Entry::key));
    Set<String> ids = new TreeSet<>(histories.ids());
    ids.addAll(byKey.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String id : ids) {
      first(id, expected(histories.of(id)), byKey.getOrDefault(id, List.of()), end)
          .ifPresent(differences::add);
    }
    return differences;
  }

  private static Optional<Difference> first(
      String id, List<Expected> expected, List<Entry> entries, int end) {
    int count = Math.max(expected.size(), entries.size());
    for (int i = 0; i < count; i++) {
      String wanted = i < expected.size() ? expected.get(i).text() : NOTHING;
      String found = i < entries.size() ? text(entries.get(i)) : NOTHING;
      if (!wanted.equals(found)) {
        int action = i < expected.size() ? expected.get(i).action() : end;
        return Optional.of(new Difference(action, id, wanted, found));
      }
    }
    boolean together = entries.stream().map(Entry::partition).distinct().count() <= 1;
    return together
        ? Optional.empty()
        : Optional.of(new Difference(end, id, "one partition", "several partitions"));
  }

  private static List<Expected> expected(List<Histories.State> states) {
    List<Expected> expected = new ArrayList<>();
    boolean there = false;
    for (int i = 0; i < states.size(); i++) {
      Histories.State state = states.get(i);
      boolean deleted = state.document().isEmpty();
      String operation = deleted ? "delete" : there ? "update" : "create";
      String resource = state.document().orElse("null");
      expected.add(
          new Expected(
              state.action(),
              text(operation, i + 1L, state.transaction().orElse("snapshot"), "", resource)));
      if (deleted) {
        expected.add(new Expected(state.action(), "tombstone"));
      }
      there = !deleted;
    }
    return expected;
  }

  private static String text(Entry entry) {
    if (entry.value().isEmpty()) {
      return "tombstone";
    }
    var json = entry.json();
    return text(
        json.path("operation").asText(),
        json.path("version").asLong(),
        json.at("/source/transaction").asText("snapshot"),
        json.has("partial") ? " partial" : "",
        resource(entry.value().get()));
  }

  private static String text(
      String operation, long version, String transaction, String partial, String resource) {
    return "%s v%d of %s%s %s".formatted(operation, version, transaction, partial, resource);
  }

  /** The bytes of the document in a state record. */
  static String resource(String value) {
    int from = value.indexOf(RESOURCE);
    return from < 0 ? value : value.substring(from + RESOURCE.length(), value.length() - 1);
  }
}
