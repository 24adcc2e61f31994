package io.headwater.capture.capture.topics;

import io.headwater.capture.capture.ChangeLogKey;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.quarantine.PayloadExtent;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.Tries;
import io.headwater.core.resource.TableName;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Appends what records of raw topics say to the open transaction of the change log.
 *
 * <p>A change that a connector sent again is dropped, as far back as the window of its partition
 * reaches; what cannot be used goes to the quarantine. Not thread-safe.
 */
final class RawAppender {

  private static final String STAGE = "normalize";
  private static final Bytes NOTHING = Bytes.of(new byte[0]);

  private final RawTopicsSettings settings;
  private final RawTopics topics;
  private final int window;
  private final ChangeLogWriter writer;
  private final RawTopicsStatus status;
  private final Clock clock;
  private final Map<TopicPartition, DuplicateWindow> windows = new HashMap<>();

  /**
   * An appender to a change log.
   *
   * @param topics those of the records
   * @param window how many changes of each partition are known when they are sent again
   */
  RawAppender(
      RawTopicsSettings settings,
      RawTopics topics,
      int window,
      ChangeLogWriter writer,
      RawTopicsStatus status,
      Clock clock) {
    this.settings = settings;
    this.topics = topics;
    this.window = window;
    this.writer = writer;
    this.status = status;
    this.clock = clock;
  }

  boolean isMapped(TableName table) {
    return settings.tables().contains(table);
  }

  /** Keeps the identity of what is in the change log already. */
  void remember(RawRecord raw, Normalization outcome) {
    switch (outcome) {
      case Normalization.Normalized normalized -> {
        if (isMapped(normalized.event().source().table())) {
          isNew(
              raw,
              normalized.identity(),
              ChangeLogKey.of(normalized.event()),
              normalized.event().snapshot());
        }
      }
      case Normalization.Control control -> {
        if (control.control() instanceof ControlRecord.Truncated truncated
            && isMapped(truncated.table())) {
          isNew(raw, identity(raw, truncated), truncated.table().toString(), false);
        }
      }
      case Normalization.Skipped ignored -> {}
      case Normalization.Refused ignored -> {}
    }
  }

  /** All of a partition that is to be remembered is. */
  void remembered(TopicPartition partition, boolean fromBeginning) {
    window(partition).filled(fromBeginning);
  }

  /**
   * The row of a change that is to be appended, which is asked once; empty for one that is not,
   * which is counted as what it is.
   */
  Optional<String> fresh(RawRecord raw, Normalization.Normalized normalized) {
    if (!isMapped(normalized.event().source().table())) {
      status.skipped("table without a mapping");
      return Optional.empty();
    }
    return fresh(
        raw,
        normalized.identity(),
        ChangeLogKey.of(normalized.event()),
        normalized.event().snapshot());
  }

  /** Whether a truncation is to be appended; one that is not is counted likewise. */
  boolean isFresh(RawRecord raw, ControlRecord.Truncated truncated) {
    if (!isMapped(truncated.table())) {
      status.skipped("table without a mapping");
      return false;
    }
    return fresh(raw, identity(raw, truncated), truncated.table().toString(), false).isPresent();
  }

  private Optional<String> fresh(
      RawRecord raw, Optional<EventIdentity> identity, String row, boolean isOfSnapshot) {
    if (!isNew(raw, identity, row, isOfSnapshot)) {
      status.duplicate();
      return Optional.empty();
    }
    return Optional.of(row);
  }

  /** Its place in the source's log; none where only its place in the topic is told. */
  private static Optional<EventIdentity> identity(RawRecord raw, ControlRecord.Truncated told) {
    return told.position().equals(raw.position())
        ? Optional.empty()
        : Optional.of(new EventIdentity("truncated " + told.position()));
  }

  void append(RawRecord raw, String row, ChangeEvent event) {
    writer.append(partition(raw), row, event);
    status.change(event);
  }

  /**
   * Appends a truncation, where its place is told.
   *
   * @param isLast whether no further change of its transaction follows
   * @param isOfWhole whether it comes with all of its transaction, in the order of the commits
   */
  void truncated(
      RawRecord raw, ControlRecord.Truncated truncated, boolean isLast, boolean isOfWhole) {
    boolean isPlaced = isOfWhole || (topics.count(raw.topic()) == 1 && writer.partitions() == 1);
    if (!isPlaced) {
      refuse(
          raw,
          new Normalization.Refused(
              "table %s was truncated, and which of its changes in the other partitions came before that is not told; mend: delete the rows in the source, or have its connector tell its transactions (provide.transaction.metadata=true) and name their topic in 'transactions'"
                  .formatted(truncated.table())));
      return;
    }
    writer.append(
        partition(raw),
        truncated.table().toString(),
        new ControlRecord.Truncated(
            truncated.source(),
            truncated.timestamp(),
            truncated.position(),
            truncated.table(),
            truncated
                .transaction()
                .map(mark -> new TransactionMark(mark.id(), mark.index(), isLast))));
  }

  /** Puts a record into the quarantine. */
  void refuse(RawRecord raw, Normalization.Refused refused) {
    status.refused();
    writer.quarantine(
        partition(raw),
        new QuarantineRecord(
            settings.source(),
            STAGE,
            refused.cause(),
            raw.topic(),
            refused.reason(),
            raw.position(),
            clock.instant(),
            settings.keepsOriginals() ? raw.value().orElse(NOTHING) : NOTHING,
            input(raw),
            Tries.firstAt(clock.instant())),
        0);
  }

  /** Where anything is masked, the record is only where it is, and a retry reads it there. */
  private RefusedInput input(RawRecord raw) {
    String topicId = topics.id(raw.topic());
    RefusedInput placed =
        RefusedInput.of(PayloadForm.RAW)
            // A topic that was made anew has other records at the same places.
            .withIdentity(topicId)
            .at(
                new RefusedInput.Place(
                    raw.topic(),
                    raw.partition(),
                    raw.offset(),
                    Optional.of(topicId),
                    Optional.of(raw.timestamp())));
    if (!settings.keepsOriginals()) {
      return placed.withExtent(PayloadExtent.WITHHELD);
    }
    RefusedInput whole =
        (raw.value().isPresent() ? placed : placed.withExtent(PayloadExtent.ABSENT))
            .withHeaders(
                raw.headers().stream()
                    .map(header -> new RefusedInput.Header(header.name(), header.value()))
                    .toList());
    return raw.key().map(whole::withKey).orElse(whole);
  }

  /** A snapshot's rows are not sent again where they stood, so they end nothing. */
  private boolean isNew(
      RawRecord raw, Optional<EventIdentity> identity, String row, boolean isOfSnapshot) {
    DuplicateWindow known = window(new TopicPartition(raw.topic(), raw.partition()));
    if (identity.isEmpty()) {
      if (!isOfSnapshot) {
        known.forget();
      }
      return true;
    }
    return known.add(identity.get().text(), row);
  }

  private DuplicateWindow window(TopicPartition partition) {
    return windows.computeIfAbsent(partition, absent -> new DuplicateWindow(window));
  }

  /** Whole transactions have one order, and so one partition. */
  private int partition(RawRecord raw) {
    return settings.transactions().isPresent() ? 0 : raw.partition() % writer.partitions();
  }

  /**
   * How changes are routed to so many partitions, as it is stored: the rule of the method above.
   */
  static String routing(RawTopicsSettings settings, int partitions) {
    return settings.transactions().isPresent() || partitions == 1
        ? "partition 0"
        : "partition of the raw record's number modulo " + partitions;
  }
}
