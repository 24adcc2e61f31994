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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** A record whose input is not given is asked for so often, then it stays. */
  static final int MAX_FAILURES = 10;

  /** When an input is to be asked for again, and how often it was in vain. */
  private record Waiting(Instant until, int failures) {}

  private static final String STAYS = "stays";
  private static final String REFUSED = "refused";
  private static final String GONE = "gone";
  private static final String REFRESHED = "refreshed";

  private final String source;
  private final ChangeLogWriter writer;
  private final RetryInbox inbox;
  private final RetryPlan plan;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Map<RetryRequest, Waiting> waiting = new HashMap<>();
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
    this(
        source,
        writer,
        inbox,
        new RetryPlan(source, inbox, renormalizer),
        Clock.systemUTC(),
        meters);
  }

  Retries(
      String source,
      ChangeLogWriter writer,
      RetryInbox inbox,
      RetryPlan plan,
      InstantSource clock,
      MeterRegistry meters) {
    this.source = source;
    this.writer = writer;
    this.inbox = inbox;
    this.plan = plan;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Sees to some of the open wishes; to be called when the writer has no transaction and the engine
   * is between two of its source. Does nothing while nobody wishes anything.
   *
   * @param reached the source position up to which the change log is complete
   */
  public void perform(String reached) {
    Instant now = clock.instant();
    List<RetryRequest> wishes = due(now);
    if (wishes.isEmpty() || now.isBefore(notBefore)) {
      return;
    }
    RetryPlan.Planned planned;
    try {
      planned = plan.of(wishes);
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
    List<Retry> retries = new ArrayList<>(planned.retries());
    planned.later().forEach(later -> putOff(later).ifPresent(retries::add));
    if (!retries.isEmpty()) {
      carryOut(retries, reached);
    }
  }

  /** The wishes to see to now; those that were in vain before come last. */
  private List<RetryRequest> due(Instant now) {
    List<RetryRequest> open = inbox.open(MAX_AT_ONCE + waiting.size());
    if (waiting.isEmpty()) {
      return open;
    }
    waiting.keySet().retainAll(Set.copyOf(open));
    return open.stream()
        .filter(wish -> !waiting(wish).until().isAfter(now))
        .sorted(Comparator.comparingInt(wish -> waiting(wish).failures()))
        .limit(MAX_AT_ONCE)
        .toList();
  }

  private Waiting waiting(RetryRequest wish) {
    return waiting.getOrDefault(wish, new Waiting(Instant.MIN, 0));
  }

  /** Tries it later; what it comes to when it was tried often enough. */
  private Optional<Retry> putOff(RetryPlan.Later later) {
    int failures = waiting(later.wish()).failures() + (later.failure().isPresent() ? 1 : 0);
    later
        .failure()
        .ifPresent(
            why ->
                LOG.warn(
                    "The retry of the quarantine's record {} of source '{}' waits, as the broker does not give its input: {}",
                    later.wish().id(),
                    source,
                    why));
    if (failures < MAX_FAILURES) {
      waiting.put(later.wish(), new Waiting(clock.instant().plus(PAUSE), failures));
      return Optional.empty();
    }
    return Optional.of(
        new Retry.Stays(
            later.wish(),
            later.kept(),
            "its input is not given by the broker (%s); mend: see to its topic, then retry it again"
                .formatted(later.failure().orElse("not asked for"))));
  }

  private void carryOut(List<Retry> retries, String reached) {
    List<RetryRequest> wishes = retries.stream().map(Retry::wish).toList();
    Map<String, Integer> outcomes = new HashMap<>();
    writer.begin();
    for (Retry retry : retries) {
      outcomes.merge(write(retry, reached), 1, Integer::sum);
      writer.answer(retry.wish());
    }
    writer.commit(Optional.empty());
    inbox.answered(wishes);
    wishes.forEach(waiting::remove);
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
        writer.keep(kept.withTries(kept.tries().again(stays.note())));
        yield STAYS;
      }
      case Retry.Refused refused -> {
        writer.keep(
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
        writer.keep(kept.withTries(kept.tries().again(Tries.RENDERING)));
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
