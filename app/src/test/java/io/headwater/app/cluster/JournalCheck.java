package io.headwater.app.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the journal tells the same story as the state topic.
 *
 * <p>For each resource, in the order of offsets: sequence numbers go up, and by at least as much as
 * the version, since an event may publish nothing; a counter's events all publish, so that its
 * sequence numbers are its versions. The states that were published between two journal records
 * belong to one write: they stand side by side in their topic. The last version is the same.
 */
final class JournalCheck {

  private final Set<String> counters;
  private final List<String> violations = new ArrayList<>();

  private JournalCheck(Set<String> counters) {
    this.counters = counters;
  }

  /**
   * What is wrong; empty when all is right.
   *
   * @param counters resources whose every event publishes
   */
  static List<String> violations(
      Map<String, List<JournalEvent>> events,
      Map<String, List<StateEntry>> states,
      Set<String> counters) {
    JournalCheck check = new JournalCheck(counters);
    events.forEach((key, own) -> check.check(own, states.getOrDefault(key, List.of())));
    states.keySet().stream()
        .filter(key -> !events.containsKey(key))
        .forEach(key -> check.violations.add(key + ": published and not in the journal"));
    return check.violations;
  }

  private void check(List<JournalEvent> events, List<StateEntry> states) {
    long sequenceNr = 0;
    long version = 0;
    for (JournalEvent event : events) {
      require(
          event.sequenceNr() > sequenceNr,
          "%s: sequence number %d comes after %d",
          event,
          event.sequenceNr(),
          sequenceNr);
      require(
          event.version() >= version,
          "%s: version %d comes after %d",
          event,
          event.version(),
          version);
      require(
          event.sequenceNr() - sequenceNr >= event.version() - version,
          "%s: sequence number %d for version %d, events are missing",
          event,
          event.sequenceNr(),
          event.version());
      require(
          !counters.contains(event.key()) || event.sequenceNr() == event.version(),
          "%s: sequence number %d for version %d of a counter",
          event,
          event.sequenceNr(),
          event.version());
      checkOneWrite(event, version, states);
      sequenceNr = event.sequenceNr();
      version = event.version();
    }
    long last =
        states.stream()
            .flatMap(entry -> entry.value().stream())
            .mapToLong(StateEntry.StateValue::version)
            .max()
            .orElse(0);
    require(
        version == last,
        "%s: the journal ends with version %d and the states with %d",
        events.getLast(),
        version,
        last);
  }

  /** The states after a version, up to and with the event's, are there and stand side by side. */
  private void checkOneWrite(JournalEvent event, long after, List<StateEntry> states) {
    List<StateEntry> written =
        states.stream()
            .filter(
                entry ->
                    entry
                        .value()
                        .filter(
                            value -> value.version() > after && value.version() <= event.version())
                        .isPresent())
            .toList();
    require(
        written.size() == event.version() - after,
        "%s: versions %d to %d have %d states",
        event,
        after + 1,
        event.version(),
        written.size());
    for (int i = 1; i < written.size(); i++) {
      boolean tombstoneBetween =
          written.get(i - 1).value().filter(StateEntry.StateValue::isDelete).isPresent();
      long next = written.get(i - 1).offset() + (tombstoneBetween ? 2 : 1);
      require(
          written.get(i).offset() == next,
          "%s: %s was not written together with the state before it",
          event,
          written.get(i).place());
    }
    written.forEach(
        entry ->
            require(
                entry.partition() == event.partition(),
                "%s: its state %s is in another partition",
                event,
                entry.place()));
  }

  private void require(boolean holds, String message, JournalEvent event, Object... values) {
    if (!holds) {
      Object[] all = new Object[values.length + 1];
      all[0] = event.place();
      System.arraycopy(values, 0, all, 1, values.length);
      violations.add(message.formatted(all));
    }
  }
}
