package io.headwater.app.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.cluster.StateEntry.StateValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what the topics hold is what the source has committed: all of it, once, in order.
 *
 * <p>Needs topics that were not compacted. For each resource, in the order of offsets:
 *
 * <ul>
 *   <li>versions are 1, 2, 3 …, none twice and none missing, in one partition;
 *   <li>no transaction of the source is published twice, and positions do not go back;
 *   <li>a delete is followed by its tombstone, and the next state is a creation;
 *   <li>a counter's two columns are both one less than its version in every state;
 *   <li>the last state is the source's.
 * </ul>
 */
final class HistoryCheck {

  /** How many violations are told. */
  static final int MAX_TOLD = 20;

  private final SourceTruth truth;
  private final List<String> violations = new ArrayList<>();

  private HistoryCheck(SourceTruth truth) {
    this.truth = truth;
  }

  /** What is wrong, at most {@value #MAX_TOLD} of it; empty when all is right. */
  static List<String> violations(History history, SourceTruth truth) {
    HistoryCheck check = new HistoryCheck(truth);
    check.violations.addAll(ChangeLogCheck.violations(history.changes()));
    Map<String, List<StateEntry>> states = history.statesByKey();
    states.forEach(check::checkStates);
    check.checkEnds(states);
    check.checkCounts(states);
    history
        .eventsByKey()
        .ifPresent(
            events ->
                check.violations.addAll(
                    JournalCheck.violations(events, states, truth.counted().keySet())));
    return check.violations.size() > MAX_TOLD
        ? List.copyOf(check.violations.subList(0, MAX_TOLD))
        : List.copyOf(check.violations);
  }

  private void checkStates(String key, List<StateEntry> entries) {
    long version = 0;
    long position = 0;
    Set<String> transactions = new HashSet<>();
    Optional<StateEntry> before = Optional.empty();
    for (StateEntry entry : entries) {
      checkSuccession(before, entry);
      if (entry.value().isPresent()) {
        StateValue value = entry.value().get();
        checkVersion(entry, value.version(), version);
        require(
            value.position() >= position,
            "%s: the source's position goes back to %x from %x",
            entry.place(),
            value.position(),
            position);
        require(
            value.partial()
                || value.transaction().isEmpty()
                || transactions.add(value.transaction()),
            "%s: transaction %s is published twice",
            entry.place(),
            value.transaction());
        if (truth.counted().containsKey(key)) {
          checkCounter(entry, value);
        }
        version = value.version();
        position = value.position();
      }
      before = Optional.of(entry);
    }
  }

  private void checkVersion(StateEntry entry, long version, long before) {
    if (version == before) {
      violations.add("%s: version %d is there twice".formatted(entry.place(), version));
    } else if (version < before) {
      violations.add(
          "%s: version %d comes after version %d".formatted(entry.place(), version, before));
    } else if (version > before + 1) {
      violations.add(
          "%s: version %d comes after version %d, those between are missing"
              .formatted(entry.place(), version, before));
    }
  }

  private void checkSuccession(Optional<StateEntry> former, StateEntry entry) {
    boolean afterDelete =
        former.flatMap(StateEntry::value).filter(StateValue::isDelete).isPresent();
    require(
        entry.value().isEmpty() == afterDelete,
        "%s: a tombstone is missing before it, or is there without a delete",
        entry.place());
    boolean absent = former.isEmpty() || former.get().value().isEmpty();
    entry
        .value()
        .ifPresent(
            value ->
                require(
                    value.operation().equals("create") == absent,
                    "%s: %s, and the resource %s before",
                    entry.place(),
                    value.operation(),
                    absent ? "was not there" : "was there"));
    former.ifPresent(
        earlier ->
            require(
                earlier.partition() == entry.partition(),
                "%s: earlier records are in partition %d",
                entry.place(),
                earlier.partition()));
  }

  private void checkCounter(StateEntry entry, StateValue value) {
    long quantity = value.document().path("quantity").asLong(-1);
    long width = value.document().at("/dimensions/x").asLong(-1);
    require(
        quantity == width,
        "%s: a transaction is torn, quantity is %d and width is %d",
        entry.place(),
        quantity,
        width);
    require(
        quantity == value.version() - 1,
        "%s: version %d has counted to %d",
        entry.place(),
        value.version(),
        quantity);
  }

  private void checkEnds(Map<String, List<StateEntry>> states) {
    Map<String, JsonNode> published = new HashMap<>();
    states.forEach(
        (key, entries) ->
            entries
                .getLast()
                .value()
                .filter(value -> !value.isDelete())
                .ifPresent(value -> published.put(key, value.document())));
    truth
        .documents()
        .forEach(
            (key, document) ->
                require(
                    document.equals(published.get(key)),
                    "%s: the source has %s and the topic ends with %s",
                    key,
                    document,
                    published.get(key)));
    published
        .keySet()
        .forEach(
            key ->
                require(
                    truth.documents().containsKey(key),
                    "%s: the source has it no more and the topic ends with it",
                    key));
  }

  private void checkCounts(Map<String, List<StateEntry>> states) {
    truth
        .counted()
        .forEach(
            (key, count) -> {
              long last =
                  states.getOrDefault(key, List.of()).stream()
                      .flatMap(entry -> entry.value().stream())
                      .mapToLong(StateValue::version)
                      .max()
                      .orElse(0);
              require(
                  last == count + 1,
                  "%s: %d transactions have counted it, and its last version is %d",
                  key,
                  count,
                  last);
            });
  }

  private void require(boolean holds, String message, Object... values) {
    if (!holds) {
      violations.add(message.formatted(values));
    }
  }
}
