package io.headwater.capture.capture;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.normalize.Renormalizer;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput.LogPlace;
import io.headwater.core.quarantine.RetryOutcome;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.quarantine.Settled;
import io.headwater.core.quarantine.Tries;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the retries that somebody wished for one source; used by the thread of its engine.
 *
 * <p>The engine's writer is the only one of the change log, and whoever opens another fences it. So
 * between two transactions of the writer nothing can come between the look for newer changes of a
 * row and the late one. The late change, the record's end or its new reason, and the answer to the
 * wish are one transaction; whenever the process dies, all of it was done or nothing.
 */
public final class Retries {

  /** The most wishes that are seen to together. */
  static final int MAX_AT_ONCE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  /** After the broker failed, the capture goes on for so long without a retry. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final String STAYS = "stays";
  private static final String REFUSED = "refused";
  private static final String GONE = "gone";
  private static final String REFRESHED = "refreshed";

  private final String source;
  private final ChangeLogWriter writer;
  private final RetryInbox inbox;
  private final RetryPlan plan;
  private final Clock clock;
  private final MeterRegistry meters;
  private Instant notBefore = Instant.MIN;

  /**
   * The retries of one run of an engine.
   *
   * @param writer the engine's own writer
   * @param inbox what is wished
   * @param renormalizer tries input again that was refused before it was in the change log
   */
  public Retries(
      String source,
      ChangeLogWriter writer,
      RetryInbox inbox,
      Renormalizer renormalizer,
      MeterRegistry meters) {
    this.source = source;
    this.writer = writer;
    this.inbox = inbox;
    this.plan = new RetryPlan(source, inbox, renormalizer);
    this.clock = Clock.systemUTC();
    this.meters = meters;
  }

  /**
   * Sees to some of the open wishes; to be called when the writer has no transaction and the engine
   * is between two of its source. Does nothing while nobody wishes anything.
   *
   * @param reached the source position up to which the change log is complete
   */
  public void perform(String reached) {
    List<RetryRequest> wishes = inbox.open(MAX_AT_ONCE);
    if (wishes.isEmpty() || clock.instant().isBefore(notBefore)) {
      return;
    }
    List<Retry> retries;
    try {
      retries = plan.of(wishes);
    } catch (KafkaException e) {
      // Nothing is written yet, and the capture must not suffer from what only retries need.
      notBefore = clock.instant().plus(PAUSE);
      LOG.warn(
          "{} retries of source '{}' wait, as the broker does not give what they need: {}",
          wishes.size(),
          source,
          e.getMessage());
      return;
    }
    Map<String, Integer> outcomes = new HashMap<>();
    writer.begin();
    for (Retry retry : retries) {
      outcomes.merge(write(retry, reached), 1, Integer::sum);
      writer.answer(retry.wish());
    }
    writer.commit(Optional.empty());
    inbox.answered(wishes);
    LOG.info("{} retries of source '{}': {}", wishes.size(), source, outcomes);
    outcomes.forEach(
        (outcome, count) ->
            meters
                .counter("headwater.quarantine.retries", "source", source, "outcome", outcome)
                .increment(count));
  }

  private String write(Retry retry, String reached) {
    Instant now = clock.instant();
    return switch (retry) {
      case Retry.Gone ignored -> GONE;
      case Retry.Stays stays -> {
        QuarantineRecord kept = stays.kept();
        writer.quarantine(kept.withTries(kept.tries().again(stays.note())));
        yield STAYS;
      }
      case Retry.Refused refused -> {
        writer.quarantine(
            refused
                .kept()
                .refusedAgain(refused.cause(), refused.reason(), now, "it was refused again"));
        yield REFUSED;
      }
      case Retry.Write write -> {
        RetryOutcome outcome = RetryOutcome.APPLIED;
        if (write.events().isEmpty()) {
          outcome = RetryOutcome.SUPERSEDED;
        }
        int partition = write.kept().input().logged().map(LogPlace::partition).orElse(0);
        write
            .events()
            .forEach(event -> writer.append(partition, ChangeLogKey.of(event), alone(event)));
        QuarantineRecord kept = write.kept();
        writer.settle(kept.key(), new Settled(source, outcome, kept.tries().count() + 1, now));
        yield outcome.key();
      }
      case Retry.Refresh refresh -> {
        QuarantineRecord kept = refresh.kept();
        writer.quarantine(kept.withTries(kept.tries().again(Tries.RENDERING)));
        writer.append(source, new ControlRecord.Refresh(source, now, reached, refresh.resource()));
        yield REFRESHED;
      }
    };
  }

  /** The event as a transaction of its own, as that of its source went by without it. */
  private static ChangeEvent alone(ChangeEvent event) {
    return event.transaction().isEmpty()
        ? event
        : event.withTransaction(
            new TransactionMark(
                event.transaction().get().id(), event.transaction().get().index(), true));
  }
}
