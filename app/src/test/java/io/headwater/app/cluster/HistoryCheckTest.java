package io.headwater.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.cluster.StateEntry.StateValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The check finds nothing in a right history, and finds each way in which one can be wrong. */
class HistoryCheckTest {

  private static final String COUNTER = "7";
  private static final String OTHER = "8";

  /** A counter that was counted up three times, the last two in one write. */
  private static final List<StateEntry> STATES =
      List.of(
          counter(10, 1, 0),
          counter(12, 2, 1),
          other(20, 1, "create"),
          other(22, 2, "delete"),
          tombstone(23),
          other(25, 3, "create"),
          counter(30, 3, 2),
          counter(31, 4, 3));

  private static final List<JournalEvent> EVENTS =
      List.of(
          event(COUNTER, 100, 1, 1),
          event(COUNTER, 102, 2, 2),
          event(OTHER, 110, 1, 1),
          event(OTHER, 111, 2, 2),
          event(OTHER, 113, 4, 3),
          event(COUNTER, 120, 4, 4));

  private static final SourceTruth TRUTH =
      new SourceTruth(
          Map.of(COUNTER, document(COUNTER, 3, 3), OTHER, document(OTHER, 1, 1)),
          Map.of(COUNTER, 3L));

  @Test
  void findsNothingInARightHistory() {
    assertThat(violations(STATES, EVENTS, TRUTH)).isEmpty();
  }

  @Test
  void findsAMissingState() {
    assertThat(violations(without(STATES, 1), EVENTS, TRUTH))
        .anyMatch(found -> found.contains("version 3 comes after version 1"));
  }

  @Test
  void findsAStateThatIsThereTwice() {
    assertThat(violations(with(STATES, 2, counter(13, 2, 1)), EVENTS, TRUTH))
        .anyMatch(found -> found.contains("version 2 is there twice"))
        .anyMatch(found -> found.contains("transaction t7-2 is published twice"));
  }

  @Test
  void findsAVersionThatGoesBack() {
    assertThat(violations(with(STATES, 8, counter(40, 2, 1)), EVENTS, TRUTH))
        .anyMatch(found -> found.contains("version 2 comes after version 4"));
  }

  @Test
  void findsAStateInAnotherPartition() {
    assertThat(
            violations(
                changed(STATES, 1, e -> new StateEntry(2, e.offset(), e.key(), e.value())),
                EVENTS,
                TRUTH))
        .anyMatch(found -> found.contains("earlier records are in partition"));
  }

  @Test
  void findsATransactionThatIsAppliedTwice() {
    List<StateEntry> states =
        changed(STATES, 1, entry -> update(12, 2, "t7-1", document(COUNTER, 1, 1), 1));
    assertThat(violations(states, EVENTS, TRUTH))
        .anyMatch(found -> found.contains("transaction t7-1 is published twice"));
  }

  @Test
  void findsAPositionThatGoesBack() {
    List<StateEntry> states =
        changed(STATES, 6, entry -> update(30, 3, "t7-3", document(COUNTER, 2, 2), 1));
    assertThat(violations(states, EVENTS, TRUTH)).anyMatch(found -> found.contains("goes back"));
  }

  @Test
  void findsALostChangeUnderARightVersion() {
    List<StateEntry> states =
        changed(STATES, 6, entry -> update(30, 3, "t7-3", document(COUNTER, 1, 1), 3));
    assertThat(violations(states, EVENTS, TRUTH))
        .anyMatch(found -> found.contains("version 3 has counted to 1"));
  }

  @Test
  void findsATornTransaction() {
    List<StateEntry> states =
        changed(STATES, 6, entry -> update(30, 3, "t7-3", document(COUNTER, 2, 1), 3));
    assertThat(violations(states, EVENTS, TRUTH)).anyMatch(found -> found.contains("is torn"));
  }

  @Test
  void findsAMissingTombstoneAndOneWithoutADelete() {
    assertThat(violations(without(STATES, 4), EVENTS, TRUTH))
        .anyMatch(found -> found.contains("tombstone"));
    assertThat(violations(with(STATES, 6, tombstone(26)), EVENTS, TRUTH))
        .anyMatch(found -> found.contains("tombstone"));
  }

  @Test
  void findsACommittedTransactionThatIsLostAtTheEnd() {
    SourceTruth further =
        new SourceTruth(
            Map.of(COUNTER, document(COUNTER, 4, 4), OTHER, document(OTHER, 1, 1)),
            Map.of(COUNTER, 4L));
    assertThat(violations(STATES, EVENTS, further))
        .anyMatch(found -> found.contains("4 transactions have counted it"))
        .anyMatch(found -> found.contains("the source has"));
  }

  @Test
  void findsAResourceThatIsMissingAndOneThatShouldBeGone() {
    SourceTruth missing =
        new SourceTruth(
            Map.of(COUNTER, document(COUNTER, 3, 3), "9", document("9", 1, 1)),
            Map.of(COUNTER, 3L));
    assertThat(violations(STATES, EVENTS, missing))
        .anyMatch(found -> found.startsWith("9: the source has"))
        .anyMatch(found -> found.startsWith("8: the source has it no more"));
  }

  @Test
  void findsJournalRecordsThatAreLostRepeatedOrOutOfOrder() {
    assertThat(violations(STATES, without(EVENTS, 1), TRUTH))
        .anyMatch(found -> found.contains("was not written together"));
    assertThat(violations(STATES, without(EVENTS, 5), TRUTH))
        .anyMatch(found -> found.contains("the journal ends with version 2"));
    assertThat(violations(STATES, with(EVENTS, 2, event(COUNTER, 103, 2, 2)), TRUTH))
        .anyMatch(found -> found.contains("sequence number 2 comes after 2"));
    assertThat(violations(STATES, with(EVENTS, 6, event(COUNTER, 130, 3, 3)), TRUTH))
        .anyMatch(found -> found.contains("sequence number 3 comes after 4"));
    assertThat(violations(STATES, List.of(), TRUTH))
        .anyMatch(found -> found.contains("not in the journal"));
  }

  @Test
  void findsAnEventThatHasNoState() {
    assertThat(violations(STATES, with(EVENTS, 6, event(COUNTER, 130, 5, 5)), TRUTH))
        .anyMatch(found -> found.contains("versions 5 to 5 have 0 states"));
    assertThat(violations(STATES, with(EVENTS, 6, event(COUNTER, 130, 6, 4)), TRUTH))
        .anyMatch(found -> found.contains("sequence number 6 for version 4 of a counter"));
  }

  private static List<String> violations(
      List<StateEntry> states, List<JournalEvent> events, SourceTruth truth) {
    return HistoryCheck.violations(new History(List.of(), states, Optional.of(events)), truth);
  }

  private static StateEntry counter(long offset, long version, int count) {
    return new StateEntry(
        1,
        offset,
        COUNTER,
        Optional.of(
            new StateValue(
                version == 1 ? "create" : "update",
                version,
                version,
                "t7-" + version,
                false,
                document(COUNTER, count, count))));
  }

  private static StateEntry other(long offset, long version, String operation) {
    JsonNode document =
        operation.equals("delete") ? StateEntry.parse("null") : document(OTHER, 1, 1);
    return new StateEntry(
        1,
        offset,
        OTHER,
        Optional.of(new StateValue(operation, version, version, "t8-" + version, false, document)));
  }

  private static StateEntry tombstone(long offset) {
    return new StateEntry(1, offset, OTHER, Optional.empty());
  }

  private static StateEntry update(
      long offset, long version, String transaction, JsonNode document, long position) {
    return new StateEntry(
        1,
        offset,
        COUNTER,
        Optional.of(new StateValue("update", version, position, transaction, false, document)));
  }

  private static JournalEvent event(String key, long offset, long sequenceNr, long version) {
    return new JournalEvent(1, offset, key, sequenceNr, version);
  }

  private static JsonNode document(String id, int quantity, int width) {
    return StateEntry.parse(
        "{\"id\":%s,\"quantity\":%d,\"dimensions\":{\"x\":%d}}".formatted(id, quantity, width));
  }

  private static <T> List<T> without(List<T> all, int index) {
    List<T> fewer = new ArrayList<>(all);
    fewer.remove(index);
    return fewer;
  }

  private static <T> List<T> with(List<T> all, int index, T further) {
    List<T> more = new ArrayList<>(all);
    more.add(index, further);
    return more;
  }

  private static <T> List<T> changed(List<T> all, int index, UnaryOperator<T> change) {
    List<T> other = new ArrayList<>(all);
    other.set(index, change.apply(other.get(index)));
    return other;
  }
}
