package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Renormalizer;
import io.headwater.core.quarantine.PayloadExtent;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.RetryOutcome;
import io.headwater.core.quarantine.Settled;
import io.headwater.core.quarantine.Tries;
import io.headwater.core.quarantine.WithheldResource;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class RetriesTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");
  private static final TableName WIDGETS = new TableName("public", "widgets");

  private final InMemoryChangeLog log = new InMemoryChangeLog();
  private final InMemoryRetryInbox inbox = new InMemoryRetryInbox(log);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private ChangeLogWriter writer = log.open();

  private Instant now = NOW;

  /** Payloads are change events; one that is mended can be read. */
  private boolean isMended = true;

  /** Subjects of which the input cannot be normalized, for a fault of ours or of the broker. */
  private final Map<String, RuntimeException> failures = new HashMap<>();

  private final List<String> asked = new ArrayList<>();

  private final Renormalizer renormalizer =
      kept -> {
        asked.add(kept.subject());
        if (failures.containsKey(kept.subject())) {
          throw failures.get(kept.subject());
        }
        return List.of(
            isMended
                ? new Normalization.Normalized(event(kept))
                : new Normalization.Refused(RefusalCause.UNREADABLE_VALUE, "still bad"));
      };

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
  void theCaptureGoesOnWhileTheBrokerDoesNotGiveWhatARetryNeeds() {
    refuse(1, 1);
    inbox.wish(0);
    inbox.isBroken = true;

    perform();
    append(2, 1);

    assertThat(log.answered()).isEmpty();
    assertThat(log.records()).hasSize(1);
  }

  @Test
  void aRetryThatFailsStaysAndSpoilsNoOther() {
    refuse(1, 1);
    refuse(2, 1);
    inbox.wish(0);
    inbox.wish(1);
    failures.put(log.quarantined().getFirst().subject(), new IllegalStateException("secret"));

    perform();

    assertThat(log.answered()).hasSize(2);
    assertThat(log.settled()).containsOnlyKeys(log.quarantined().get(1).key());
    assertThat(log.quarantined().getLast().tries().note())
        .hasValueSatisfying(
            note ->
                assertThat(note)
                    .contains("failed with IllegalStateException", "; mend: ")
                    .doesNotContain("secret"));
  }

  @Test
  void aRetryWhoseInputIsNotGivenWaitsAndKeepsNoOtherFromItsEnd() {
    refuseElsewhere(1);
    refuseElsewhere(2);
    refuse(3, 1);
    inbox.wish(0);
    inbox.wish(1);
    inbox.wish(2);
    failures.put(log.quarantined().getFirst().subject(), new KafkaException("not given"));
    Retries retries = retries();

    retries.perform("0/77");
    retries.perform("0/77");

    // The second was not asked for, as the capture waited once already.
    assertThat(asked).containsExactly(subject(1), subject(3));
    assertThat(log.settled()).containsOnlyKeys(log.quarantined().get(2).key());

    now = now.plus(Duration.ofMinutes(1));
    retries.perform("0/77");

    assertThat(asked.subList(2, 4)).containsExactly(subject(2), subject(1));
    assertThat(log.settled()).containsKey(log.quarantined().get(1).key());
  }

  @Test
  void aRetryWhoseInputIsNeverGivenStays() {
    refuseElsewhere(1);
    inbox.wish(0);
    failures.put(subject(1), new KafkaException("not given"));
    Retries retries = retries();

    for (int i = 0; i < Retries.MAX_FAILURES; i++) {
      assertThat(log.answered()).isEmpty();
      retries.perform("0/77");
      now = now.plus(Duration.ofMinutes(1));
    }

    assertThat(log.answered()).hasSize(1);
    assertThat(log.quarantined().getLast().tries().note())
        .hasValueSatisfying(note -> assertThat(note).contains("(not given); mend: "));
  }

  @Test
  void nobodysWishCostsNothing() {
    perform();

    assertThat(inbox.reads).isZero();
    assertThat(log.transactionSizes()).isEmpty();
  }

  /** At each call to the writer the process dies; the next one sees to the wish once. */
  @Test
  void aDeathAtAnyPointLeavesOneEffect() {
    refuse(1, 1);
    inbox.wish(0);
    int before = log.size();
    int step = 0;
    boolean died = true;
    while (died) {
      died = performAndDie(step++);
      assertThat(log.size()).isEqualTo(died ? before : before + 1);
      assertThat(log.settled()).hasSize(died ? 0 : 1);
      assertThat(log.answered()).hasSize(died ? 0 : 1);
    }
    // Begin, append, settle, answer, commit.
    assertThat(step).isEqualTo(6);
    writer = log.open();
    perform();
    assertThat(log.size()).isEqualTo(before + 1);
  }

  private boolean performAndDie(int step) {
    ChangeLogWriter real = log.open();
    AtomicInteger calls = new AtomicInteger();
    ChangeLogWriter dying =
        (ChangeLogWriter)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ChangeLogWriter.class},
                (proxy, method, arguments) -> {
                  if (calls.getAndIncrement() == step) {
                    throw new IllegalStateException("dies");
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    Retries retries = new Retries("shop", dying, inbox, renormalizer, meters);
    if (step < 5) {
      assertThatThrownBy(() -> retries.perform("0/77")).hasMessage("dies");
      real.close();
      return true;
    }
    retries.perform("0/77");
    return false;
  }

  private void perform() {
    new Retries("shop", writer, inbox, renormalizer, meters).perform("0/77");
  }

  /** Retries that live on, by the clock of the test. */
  private Retries retries() {
    return new Retries(
        "shop", writer, inbox, new RetryPlan("shop", inbox, renormalizer), () -> now, meters);
  }

  /** As where anything is masked: the input stands in its topic alone. */
  private void refuseElsewhere(int id) {
    QuarantineRecord whole = record(id, 1);
    quarantine(
        whole.withInput(
            RefusedInput.of(PayloadForm.RAW)
                .withExtent(PayloadExtent.WITHHELD)
                .at(new RefusedInput.Place("raw", 0, id))));
  }

  private static String subject(int id) {
    return record(id, 1).subject();
  }

  private void refuse(int id, int quantity) {
    quarantine(record(id, quantity));
  }

  private void quarantine(QuarantineRecord record) {
    writer.begin();
    writer.quarantine(record);
    writer.commit(Optional.empty());
  }

  private void append(int id, int quantity) {
    writer.begin();
    append(writer, id, quantity);
    writer.commit(Optional.empty());
  }

  private static void append(ChangeLogWriter to, int id, int quantity) {
    to.append("k", change(id, quantity));
  }

  private void assertOutcome(int number, RetryOutcome outcome) {
    Settled settled = log.settled().get(log.quarantined().get(number).key());
    assertThat(settled).isNotNull();
    assertThat(settled.outcome()).isEqualTo(outcome);
    assertThat(settled.attempts()).isEqualTo(2);
  }

  private double count(String outcome) {
    return meters
        .counter("headwater.quarantine.retries", "source", "shop", "outcome", outcome)
        .count();
  }

  private static QuarantineRecord record(int id, int quantity) {
    return new QuarantineRecord(
        "shop",
        "normalize",
        RefusalCause.UNREADABLE_VALUE,
        "public.widgets {\"id\":%d}".formatted(id),
        "bad",
        "0/" + quantity,
        NOW,
        Bytes.of(ChangeLogCodec.encode(change(id, quantity))),
        RefusedInput.of(PayloadForm.CONNECT_JSON),
        Tries.firstAt(NOW));
  }

  /** As a normalizer makes it: it does not know which is the last of a transaction. */
  private static ChangeEvent event(QuarantineRecord kept) {
    ChangeLogRecord logged = ChangeLogCodec.decode(kept.payload().array());
    return ((ChangeEvent) logged).withTransaction(new TransactionMark("571", 0, false));
  }

  private static ChangeEvent change(int id, int quantity) {
    return new ChangeEvent(
        NOW,
        ChangeType.UPDATE,
        new Value.Obj(Map.of("id", Value.of(id))),
        Optional.empty(),
        Optional.of(new Value.Obj(Map.of("id", Value.of(id), "quantity", Value.of(quantity)))),
        new Origin("shop", "PostgreSQL", "shop", WIDGETS, "0/" + quantity),
        Optional.of(new TransactionMark("571", 0, true)),
        false,
        new EngineVersion("debezium", "postgresql", "3.5.0.Final"));
  }
}
