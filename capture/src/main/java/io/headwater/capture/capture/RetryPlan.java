package io.headwater.capture.capture;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.LaterChanges;
import io.headwater.core.capture.LaterChanges.Late;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Renormalizer;
import io.headwater.core.quarantine.QuarantineEntry;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.RefusedInput.LogPlace;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.quarantine.WithheldResource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of wishes for retries, from the records that they are about and from the
 * change log. Writes nothing; to be made and carried out while nobody else writes.
 */
final class RetryPlan {

  /** The most records of the change log that are read for wishes that are seen to together. */
  static final long MAX_READ = 2_000_000;

  private static final String TOUCH =
      "; mend: touch the row in the source, or take a new snapshot of it, then drop the record";

  private static final Logger LOG = LoggerFactory.getLogger(RetryPlan.class);

  private static final int MAX_FRAMES = 10;

  private record Log(String topicId, int partition) {}

  /**
   * What is to be done, in the order in which it is to be written.
   *
   * @param retries what is decided
   * @param later wishes that cannot be decided now
   */
  record Planned(List<Retry> retries, List<Later> later) {}

  /**
   * A wish whose input stands elsewhere in Kafka and was not given.
   *
   * @param failure why; empty when it was not asked for, as another one was waited for in vain
   */
  record Later(RetryRequest wish, QuarantineRecord kept, Optional<String> failure) {}

  private final String source;
  private final RetryInbox inbox;
  private final Renormalizer renormalizer;

  RetryPlan(String source, RetryInbox inbox, Renormalizer renormalizer) {
    this.source = source;
    this.inbox = inbox;
    this.renormalizer = renormalizer;
  }

  /** Decides on wishes; the capture waits meanwhile, for one input that is not given at most. */
  Planned of(List<RetryRequest> wishes) {
    List<Retry> plan = new ArrayList<>();
    List<Later> later = new ArrayList<>();
    Map<Log, List<Retry.Write>> writes = new LinkedHashMap<>();
    for (RetryRequest wish : wishes) {
      Optional<QuarantineRecord> found =
          inbox.record(wish).filter(kept -> kept.source().equals(source));
      Optional<Retry> decided =
          found.isEmpty() ? Optional.of(new Retry.Gone(wish)) : decided(wish, found.get(), later);
      if (decided.isEmpty()) {
        continue;
      }
      Retry retry = decided.get();
      if (retry instanceof Retry.Write write) {
        LogPlace place = place(write);
        writes
            .computeIfAbsent(
                new Log(place.topicId(), place.partition()), absent -> new ArrayList<>())
            .add(write);
      } else {
        plan.add(retry);
      }
    }
    writes.values().forEach(ofLog -> plan.addAll(judgedOrKept(ofLog)));
    return new Planned(plan, later);
  }

  /**
   * Empty when it is to be decided later. A wish that fails must not keep others from their end.
   */
  private Optional<Retry> decided(RetryRequest wish, QuarantineRecord kept, List<Later> later) {
    boolean isElsewhere = !kept.input().extent().isComplete() && kept.input().place().isPresent();
    if (isElsewhere && !later.isEmpty()) {
      later.add(new Later(wish, kept, Optional.empty()));
      return Optional.empty();
    }
    try {
      return Optional.of(retry(wish, kept));
    } catch (KafkaException e) {
      later.add(new Later(wish, kept, Optional.of(String.valueOf(e.getMessage()))));
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(failed(wish, kept, e));
    }
  }

  /** The exception's message may tell a value of a masked column, so it is written nowhere. */
  private Retry failed(RetryRequest wish, QuarantineRecord kept, RuntimeException failure) {
    String name = failure.getClass().getSimpleName();
    LOG.error(
        "The retry of the quarantine's record {} of source '{}' failed with {} at {}",
        wish.id(),
        source,
        name,
        Arrays.stream(failure.getStackTrace()).limit(MAX_FRAMES).toList());
    return new Retry.Stays(
        wish,
        kept,
        "trying it again failed with %s, whose place the log tells; mend: report it, then touch the row in the source, and drop the record"
            .formatted(name));
  }

  private List<Retry> judgedOrKept(List<Retry.Write> writes) {
    try {
      return judged(writes);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      return writes.stream().map(write -> failed(write.wish(), write.kept(), e)).toList();
    }
  }

  private Retry retry(RetryRequest wish, QuarantineRecord kept) {
    Optional<String> obstacle =
        new QuarantineEntry(wish.id(), kept, kept.payload().size(), 0, 0).obstacle();
    if (obstacle.isPresent()) {
      return new Retry.Stays(wish, kept, obstacle.get());
    }
    return switch (kept.input().form()) {
      case CONNECT_JSON, RAW -> normalized(wish, kept);
      case CHANGE_EVENT -> logged(wish, kept);
      case RESOURCE ->
          WithheldResource.read(kept.payload())
              .<Retry>map(withheld -> new Retry.Refresh(wish, kept, withheld.resource()))
              .orElseGet(
                  () ->
                      new Retry.Stays(
                          wish, kept, "the payload names no resource; mend: drop the record"));
      case ROWS, BYTES -> new Retry.Stays(wish, kept, "it is no change; mend: drop the record");
    };
  }

  private Retry normalized(RetryRequest wish, QuarantineRecord kept) {
    List<ChangeEvent> events = new ArrayList<>();
    for (Normalization outcome : renormalizer.renormalize(kept)) {
      switch (outcome) {
        case Normalization.Normalized normalized -> events.add(normalized.event());
        case Normalization.Refused refused -> {
          return new Retry.Refused(wish, kept, refused.cause(), refused.reason());
        }
        case Normalization.Control control -> {
          if (control.control() instanceof ControlRecord.Truncated) {
            return new Retry.Stays(
                wish,
                kept,
                "it empties a table, which cannot be done late; mend: take a new snapshot of the source, then drop the record");
          }
        }
        case Normalization.Skipped ignored -> {}
      }
    }
    return write(wish, kept, events);
  }

  private Retry logged(RetryRequest wish, QuarantineRecord kept) {
    if (!kept.input().extent().isComplete()) {
      return whole(kept)
          .<Retry>map(event -> write(wish, kept, List.of(event)))
          .orElseGet(
              () ->
                  new Retry.Stays(
                      wish,
                      kept,
                      "the payload is not whole, and the change log has the change no more"
                          + TOUCH));
    }
    try {
      return ChangeLogCodec.decode(kept.payload().array()) instanceof ChangeEvent event
          ? write(wish, kept, List.of(event))
          : new Retry.Stays(wish, kept, "the payload is no change; mend: drop the record");
    } catch (MalformedJsonException e) {
      return new Retry.Stays(wish, kept, "the payload is no change; mend: drop the record");
    }
  }

  /** The change as the change log still has it. */
  private Optional<ChangeEvent> whole(QuarantineRecord kept) {
    Optional<LogPlace> logged = kept.input().logged();
    Optional<RefusedInput.Place> place = kept.input().place();
    if (logged.isEmpty() || place.isEmpty()) {
      return Optional.empty();
    }
    long offset = place.get().offset();
    AtomicReference<Optional<ChangeEvent>> found = new AtomicReference<>(Optional.empty());
    inbox.read(
        new LogPlace(logged.get().topicId(), place.get().partition(), offset, 0),
        MAX_READ,
        (at, record) -> {
          if (at == offset) {
            found.set(record.filter(ChangeEvent.class::isInstance).map(ChangeEvent.class::cast));
          }
        });
    return found.get();
  }

  private static Retry write(RetryRequest wish, QuarantineRecord kept, List<ChangeEvent> events) {
    return kept.input().logged().isPresent()
        ? new Retry.Write(wish, kept, events)
        : new Retry.Stays(wish, kept, "its place in the change log is not known" + TOUCH);
  }

  /** The changes of one log; the first of a list that cannot be judged is left out of it. */
  private List<Retry> judged(List<Retry.Write> writes) {
    List<Retry> judged = new ArrayList<>();
    List<Retry.Write> rest = new ArrayList<>(writes);
    rest.sort(Comparator.comparingLong(write -> place(write).from()));
    while (!rest.isEmpty()) {
      LaterChanges later =
          new LaterChanges(
              rest.stream()
                  .map(it -> new Late(place(it), it.wish().offset(), it.events()))
                  .toList());
      switch (inbox.read(place(rest.getFirst()), MAX_READ, later::next)) {
        case COMPLETE -> {
          for (int index : later.order()) {
            judged.add(judged(rest.get(index), later, index));
          }
          rest.clear();
        }
        case GONE ->
            judged.add(stays(rest.removeFirst(), "the change log does not reach back to it"));
        case TOO_LONG -> {
          judged.add(
              stays(
                  rest.removeFirst(),
                  "more than %,d records of the change log have come since".formatted(MAX_READ)));
          // Another reading may take as long, and the source waits meanwhile.
          rest.forEach(
              write ->
                  judged.add(
                      new Retry.Stays(
                          write.wish(),
                          write.kept(),
                          "another record that was retried with it is too far back; retry this one again")));
          rest.clear();
        }
      }
    }
    return judged;
  }

  private static Retry judged(Retry.Write write, LaterChanges later, int index) {
    List<ChangeEvent> newest = new ArrayList<>();
    for (int i = 0; i < write.events().size(); i++) {
      switch (later.verdict(index, i)) {
        case NONE -> newest.add(write.events().get(i));
        case NEWER -> {}
        case NEWER_IN_PART -> {
          return stays(
              write,
              "a newer change of the row is applied that does not tell all columns of this one");
        }
        case UNKNOWN_ROW -> {
          return stays(
              write, "the table has no key and changed since, so nobody can tell the row's newest");
        }
      }
    }
    return new Retry.Write(write.wish(), write.kept(), newest);
  }

  private static Retry stays(Retry.Write write, String why) {
    return new Retry.Stays(write.wish(), write.kept(), why + TOUCH);
  }

  private static LogPlace place(Retry.Write write) {
    return write.kept().input().logged().orElseThrow();
  }
}
