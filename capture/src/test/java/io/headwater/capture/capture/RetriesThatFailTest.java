package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.quarantine.PayloadExtent;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** Retries that fail, wait for their input, or whose process dies. */
class RetriesThatFailTest extends RetriesFixture {

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
}
