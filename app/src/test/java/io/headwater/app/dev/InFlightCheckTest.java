package io.headwater.app.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.dev.demo.TransactionEnd;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Histories made by hand: each kind of wrong record is found, and no right one is taken for it. */
class InFlightCheckTest {

  private static final long MARK = 500;
  private static final String A = "{\"id\":1,\"colors\":[\"red\"]}";
  private static final String B = "{\"id\":1,\"colors\":[\"red\",\"blue\"]}";
  private static final String C = "{\"id\":1,\"colors\":[]}";

  private final InFlightCheck check = new InFlightCheck(MARK, Map.of("1", A));

  @Test
  void acceptsEveryStateInOrder() {
    ends(501, B);
    ends(502, C);
    publishes("update", 8, 501, B);
    publishes("update", 9, 502, C);

    assertThat(check.finish()).isEqualTo(right(2, 0));
  }

  @Test
  void acceptsDeletionAndReCreation() {
    ends(501);
    ends(502, A);
    deletes(8, 501);
    check.tombstone("1");
    publishes("create", 9, 502, A);

    assertThat(check.finish()).isEqualTo(right(2, 0));
  }

  @Test
  void acceptsAWidgetThatWasNotThereBefore() {
    check.ends(new TransactionEnd(501, Map.of("2", Optional.of(C))));
    check.published("2", state("create", 1, 501, C));

    assertThat(check.finish()).isEqualTo(right(1, 0));
  }

  @Test
  void countsTheWidgetsOfATransactionThatTouchesSeveral() {
    check.ends(new TransactionEnd(501, Map.of("1", Optional.of(B), "2", Optional.of(C))));
    check.published("2", state("create", 1, 501, C));
    publishes("update", 8, 501, B);

    assertThat(check.finish().resources()).isEqualTo(2);
    assertThat(check.finish().text())
        .isEqualTo(
            "in flight: 2 states of 2 resources, each equal to the source at the end of its transaction; 0 unchanged suppressed");
  }

  @Test
  void acceptsThatNothingIsPublishedOfWhatIsUnchanged() {
    ends(501, A);
    ends(502, B);
    ends(503, B);
    publishes("update", 8, 502, B);

    assertThat(check.finish()).isEqualTo(right(1, 2));
  }

  @Test
  void acceptsThatNothingIsPublishedOfWhatIsGoneAlready() {
    ends(501);
    ends(502);
    deletes(8, 501);

    assertThat(check.finish()).isEqualTo(right(1, 1));
  }

  @Test
  void passesOverWhatWasCommittedBeforeTheStart() {
    publishes("update", 6, 498, C);
    publishes("update", 7, 499, A);
    ends(501, B);
    publishes("update", 8, 501, B);

    assertThat(check.finish()).isEqualTo(right(1, 0));
  }

  @Test
  void takesIdsAsPostgresqlDoesWhenTheyBeginAgain() {
    InFlightCheck wrapped = new InFlightCheck(4_294_967_290L, Map.of("1", A));
    wrapped.published("1", state("update", 7, 4_294_967_280L, A));
    wrapped.ends(new TransactionEnd(3, Map.of("1", Optional.of(B))));
    wrapped.published("1", state("update", 8, 3, B));
    assertThat(wrapped.finish()).isEqualTo(right(1, 0));

    wrapped.published("2", state("create", 1, 4, C));
    assertThat(wrapped.finish().differences()).isEqualTo(1);
  }

  @Test
  void findsASkippedState() {
    ends(501, B);
    ends(502, C);
    publishes("update", 8, 502, C);

    assertDifference("widget/1, transaction 501: expected update " + B + ", found nothing");
  }

  @Test
  void findsAStateThatNeverComes() {
    ends(501, B);

    assertDifference("widget/1, transaction 501: expected update " + B + ", found nothing");
  }

  @Test
  void findsADeletionThatNeverComes() {
    ends(501);

    assertDifference("widget/1, transaction 501: expected delete, found nothing");
  }

  @Test
  void findsTheWrongOrder() {
    ends(501, B);
    ends(502, C);
    publishes("update", 8, 502, C);
    publishes("update", 9, 501, B);

    assertThat(check.finish().first())
        .containsExactly(
            "widget/1, transaction 501: expected update " + B + ", found nothing",
            "widget/1, transaction 501: expected nothing, found v9 update " + B);
  }

  @Test
  void findsARecordTooMany() {
    ends(501, B);
    publishes("update", 8, 501, B);
    publishes("update", 9, 501, B);

    assertDifference("widget/1, transaction 501: expected nothing, found v9 update " + B);
  }

  @Test
  void findsARecordOfATransactionThatWasRolledBack() {
    publishes("update", 8, 501, B);

    assertDifference("widget/1, transaction 501: expected nothing, found v8 update " + B);
  }

  @Test
  void findsARecordFromBeforeTheStartThatComesTooLate() {
    ends(501, B);
    publishes("update", 8, 501, B);
    publishes("update", 9, 499, A);

    assertDifference("widget/1, transaction 499: expected nothing, found v9 update " + A);
  }

  @Test
  void findsATornDocument() {
    ends(501, B);
    publishes("update", 8, 501, C);

    assertDifference("widget/1, transaction 501: expected update " + B + ", found v8 update " + C);
  }

  @Test
  void findsMembersInAnotherOrder() {
    ends(501, B);
    String other = "{\"colors\":[\"red\",\"blue\"],\"id\":1}";
    publishes("update", 8, 501, other);

    assertDifference(
        "widget/1, transaction 501: expected update " + B + ", found v8 update " + other);
  }

  @Test
  void findsTheStateOfANeighbouringTransaction() {
    ends(501, B);
    ends(502, C);
    publishes("update", 8, 501, C);
    publishes("update", 9, 502, C);

    assertDifference("widget/1, transaction 501: expected update " + B + ", found v8 update " + C);
  }

  @Test
  void findsAnUnchangedStateThatIsPublished() {
    ends(501, A);
    publishes("update", 8, 501, A);

    assertDifference("widget/1, transaction 501: expected nothing, found v8 update " + A);
  }

  @Test
  void findsTheWrongOperation() {
    ends(501, B);
    publishes("create", 8, 501, B);

    assertDifference("widget/1, transaction 501: expected update " + B + ", found v8 create " + B);
  }

  @Test
  void findsAVersionThatDoesNotGrow() {
    ends(501, B);
    ends(502, C);
    publishes("update", 8, 501, B);
    publishes("update", 8, 502, C);

    assertDifference("widget/1, transaction 502: expected a version above 8, found version 8");
  }

  @Test
  void findsAVersionBelowOneFromBeforeTheStart() {
    publishes("update", 7, 499, A);
    ends(501, B);
    publishes("update", 6, 501, B);

    assertDifference("widget/1, transaction 501: expected a version above 7, found version 6");
  }

  @Test
  void findsAPartialState() {
    ends(501, B);
    check.published(
        "1",
        PublishedState.of(
            JsonBytes.of(
                "{\"operation\":\"update\",\"version\":8,\"timestamp\":\"2026-11-20T09:11:00Z\",\"source\":{\"transaction\":\"501\"},\"partial\":true,\"resource\":%s}"
                    .formatted(B))));

    assertDifference(
        "widget/1, transaction 501: expected update " + B + ", found v8 update partial " + B);
  }

  @Test
  void findsATombstoneWithoutADelete() {
    ends(501, B);
    publishes("update", 8, 501, B);
    check.tombstone("1");

    assertDifference(
        "widget/1, transaction (none): expected nothing, found a tombstone that follows no delete");
  }

  @Test
  void countsAllDifferencesAndKeepsTheFirst() {
    for (int i = 0; i < 1_000; i++) {
      check.ends(
          new TransactionEnd(501 + i, Map.of(Integer.toString(i % 500 + 2), Optional.of(B + i))));
    }

    InFlightResult result = check.finish();

    assertThat(result.differences()).isEqualTo(1_000);
    assertThat(result.first()).hasSize(InFlightCheck.KEPT_DIFFERENCES);
    assertThat(result.text())
        .isEqualTo(
            "in flight: 0 states of 0 resources equal to the source, 1,000 differences; 0 unchanged suppressed");
  }

  private void assertDifference(String text) {
    InFlightResult result = check.finish();
    assertThat(result.first()).containsExactly(text);
    assertThat(result.differences()).isEqualTo(1);
  }

  private void ends(long transaction, String document) {
    check.ends(new TransactionEnd(transaction, Map.of("1", Optional.of(document))));
  }

  private void ends(long transaction) {
    check.ends(new TransactionEnd(transaction, Map.of("1", Optional.empty())));
  }

  private void publishes(String operation, long version, long transaction, String document) {
    check.published("1", state(operation, version, transaction, document));
  }

  private void deletes(long version, long transaction) {
    check.published("1", state("delete", version, transaction, "null"));
  }

  private static PublishedState state(
      String operation, long version, long transaction, String resource) {
    return PublishedState.of(
        JsonBytes.of(
            "{\"type\":\"widget\",\"operation\":\"%s\",\"id\":1,\"version\":%d,\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"source\":{\"name\":\"shop\",\"position\":\"0/1A2B3C8\",\"transaction\":\"%d\"},\"resource\":%s}"
                .formatted(operation, version, transaction, resource)));
  }

  private static InFlightResult right(long states, long suppressed) {
    return new InFlightResult(states, 1, suppressed, 0, List.of());
  }
}
