package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import io.headwater.core.quarantine.PayloadExtent;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.RetryOutcome;
import io.headwater.core.quarantine.Tries;
import io.headwater.core.quarantine.WithheldResource;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetriesTest extends RetriesFixture {

  @Test
  void aRowThatIsUnchangedSinceIsAppendedAndItsRecordSettled() {
    refuse(1, 1);
    append(2, 5);
    inbox.wish(0);

    perform();

    assertThat(log.records().getLast()).isEqualTo(change(1, 1));
    assertOutcome(0, RetryOutcome.APPLIED);
    assertThat(log.answered()).hasSize(1);
    assertThat(count("applied")).isEqualTo(1);
  }

  @Test
  void aRowThatHasChangedSinceKeepsItsNewerState() {
    refuse(1, 1);
    append(1, 2);
    inbox.wish(0);
    int before = log.size();

    perform();

    assertThat(log.size()).isEqualTo(before);
    assertOutcome(0, RetryOutcome.SUPERSEDED);
  }

  @Test
  void aChangeBeforeTheRefusalInTheSameTransactionIsNotNewer() {
    append(9, 9);
    writer.begin();
    append(writer, 1, 1);
    writer.quarantine(record(1, 2));
    append(writer, 2, 1);
    writer.commit(Optional.empty());
    inbox.wish(0);

    perform();

    assertThat(log.records().getLast()).isEqualTo(change(1, 2));
    assertOutcome(0, RetryOutcome.APPLIED);
  }

  @Test
  void aChangeBehindTheRefusalInTheSameTransactionIsNewer() {
    writer.begin();
    append(writer, 2, 1);
    append(writer, 1, 3);
    // The refused change was the second of three.
    writer.quarantine(record(1, 2), -1);
    writer.commit(Optional.empty());
    inbox.wish(0);

    perform();

    assertOutcome(0, RetryOutcome.SUPERSEDED);
  }

  @Test
  void severalRefusalsOfOneRowAreAppendedInTheirOrder() {
    refuse(1, 1);
    append(2, 5);
    refuse(1, 2);
    inbox.wish(1);
    inbox.wish(0);

    perform();

    assertThat(log.records().subList(1, 3)).containsExactly(change(1, 1), change(1, 2));
  }

  @Test
  void anOlderRefusalIsSupersededByARetriedNewerOne() {
    refuse(1, 1);
    refuse(1, 2);
    inbox.wish(1);
    perform();
    inbox.wish(0);
    perform();

    assertThat(log.records()).containsExactly(change(1, 2));
    assertOutcome(0, RetryOutcome.SUPERSEDED);
    assertOutcome(1, RetryOutcome.APPLIED);
  }

  @Test
  void whatIsRefusedAgainIsBackWithItsNewReason() {
    refuse(1, 1);
    QuarantineRecord first = log.quarantined().getFirst();
    inbox.wish(0);
    isMended = false;

    perform();

    QuarantineRecord again = log.quarantined().getLast();
    assertThat(log.quarantined()).hasSize(2);
    assertThat(again.key()).isEqualTo(first.key());
    assertThat(again.reason()).isEqualTo("still bad");
    assertThat(again.input()).isEqualTo(first.input());
    assertThat(again.tries())
        .isEqualTo(new Tries(2, first.tries().first(), Optional.of("it was refused again")));
    assertThat(log.settled()).isEmpty();
    assertThat(log.answered()).hasSize(1);
  }

  @Test
  void aWithheldResourceIsRenderedAgain() {
    ResourceKey widget = new ResourceKey(new ResourceType("widget"), ResourceId.of(Value.of(7)));
    quarantine(
        new WithheldResource(widget, "0/1")
            .refused("shop", RefusalCause.CONTRACT_VIOLATED, "why", "c-0@1", NOW));
    inbox.wish(0);

    perform();

    assertThat(log.records())
        .singleElement()
        .isInstanceOfSatisfying(
            ControlRecord.Refresh.class,
            refresh -> {
              assertThat(refresh.resource()).isEqualTo(widget);
              assertThat(refresh.position()).isEqualTo("0/77");
            });
    assertThat(log.quarantined().getLast().tries().note()).contains(Tries.RENDERING);
    assertThat(log.settled()).isEmpty();
  }

  @Test
  void anEventOfTheChangeLogIsAppendedAgain() {
    append(1, 1);
    QuarantineRecord unroutable =
        new QuarantineRecord(
            "shop",
            "produce",
            RefusalCause.UNROUTABLE_ROW,
            "public.widgets",
            "why",
            "c-0@0",
            NOW,
            Bytes.of(ChangeLogCodec.encode(change(1, 1))),
            RefusedInput.of(PayloadForm.CHANGE_EVENT)
                .loggedAt(new RefusedInput.LogPlace(InMemoryChangeLog.TOPIC_ID, 0, 1, 0)),
            Tries.firstAt(NOW));
    quarantine(unroutable);
    inbox.wish(0);

    perform();

    assertThat(log.records()).containsExactly(change(1, 1), change(1, 1));
    assertOutcome(0, RetryOutcome.APPLIED);
  }

  @Test
  void anEventThatWasCutIsReadWhereItStands() {
    append(2, 7);
    append(1, 1);
    QuarantineRecord cut =
        record(1, 1)
            .withInput(
                RefusedInput.of(PayloadForm.CHANGE_EVENT)
                    .withExtent(PayloadExtent.CUT)
                    .at(new RefusedInput.Place("c", 0, 1))
                    .loggedAt(new RefusedInput.LogPlace(InMemoryChangeLog.TOPIC_ID, 0, 2, 0)));
    quarantine(cut);
    inbox.wish(0);

    perform();

    assertThat(log.records()).containsExactly(change(2, 7), change(1, 1), change(1, 1));
    assertOutcome(0, RetryOutcome.APPLIED);
  }

  @Test
  void aRecordThatReachesBackTooFarStaysAndSpoilsNoOther() {
    refuse(1, 1);
    append(3, 1);
    refuse(2, 1);
    inbox.begin = 1;
    inbox.wish(0);
    inbox.wish(1);

    perform();

    assertThat(log.settled()).containsOnlyKeys(log.quarantined().get(1).key());
    assertThat(log.quarantined().getLast().tries().note())
        .hasValueSatisfying(
            note ->
                assertThat(note)
                    .contains("the change log does not reach back to it", "; mend: touch the row"));
  }

  @Test
  void whatIsNotWholeStays() {
    quarantine(record(1, 1).withInput(record(1, 1).input().withExtent(PayloadExtent.WITHHELD)));
    inbox.wish(0);

    perform();

    assertThat(log.records()).isEmpty();
    assertThat(log.quarantined().getLast().tries().count()).isEqualTo(2);
    assertThat(log.answered()).hasSize(1);
    assertThat(count("stays")).isEqualTo(1);
  }

  @Test
  void aRecordWhosePlaceIsNotKnownGetsNoneByARetry() {
    append(1, 2);
    writer.begin();
    writer.keep(record(1, 1));
    writer.commit(Optional.empty());
    inbox.wish(0);

    perform();
    inbox.wish(1);
    perform();

    assertThat(log.records()).containsExactly(change(1, 2));
    assertThat(log.quarantined().getLast().input().logged()).isEmpty();
    assertThat(log.quarantined().getLast().tries().count()).isEqualTo(3);
  }

  @Test
  void aWishForARecordThatIsGoneIsAnswered() {
    refuse(1, 1);
    inbox.wish(0);
    InMemoryRetryInbox late = inbox;
    Retries other = new Retries("depot", writer, late, renormalizer, meters);

    other.perform("0/77");

    assertThat(log.records()).isEmpty();
    assertThat(log.answered()).hasSize(1);
    assertThat(log.quarantined()).hasSize(1);
  }

  @Test
  void nobodysWishCostsNothing() {
    perform();

    assertThat(inbox.reads).isZero();
    assertThat(log.transactionSizes()).isEmpty();
  }
}
