package io.headwater.capture.capture.topics;

import io.headwater.capture.capture.ChangeLogKey;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the records of raw topics into the open transaction of the change log.
 *
 * <p>Without a transaction topic a record's changes go to the partition of the change log that has
 * its own partition's number, so a row's changes keep their order, and each change is a transaction
 * of its own. With one, the source's transactions are put together again and go to the change log
 * as they were committed. Not thread-safe.
 */
final class RawIntake {

  private static final Logger LOG = LoggerFactory.getLogger(RawIntake.class);

  /** The identities of changes take so much of the heap at most: an eighth. */
  private static final int WINDOWS_PART_OF_HEAP = 8;

  private final RawTopicsSettings settings;
  private final RawAppender appender;
  private final RawTopicsStatus status;
  private final Map<String, TopicNormalizer> normalizers = new HashMap<>();
  private final Optional<TransactionMerge> merge;

  /** An intake of these topics into a change log. */
  RawIntake(
      RawTopicsSettings settings,
      RawTopics topics,
      ChangeLogWriter writer,
      RawTopicsStatus status,
      Clock clock) {
    this.settings = settings;
    this.appender =
        new RawAppender(
            settings, topics, window(settings, topics.partitions().size()), writer, status, clock);
    this.status = status;
    settings
        .topics()
        .forEach((topic, format) -> normalizers.put(topic, new TopicNormalizer(settings, format)));
    this.merge =
        settings
            .transactions()
            .map(
                ends ->
                    new TransactionMerge(
                        topics.partitions().stream()
                            .filter(partition -> !partition.topic().equals(ends.name()))
                            .toList(),
                        new TopicPartition(ends.name(), 0),
                        TransactionMerge.MAX_HELD));
  }

  /** As many as are asked for, if those of all partitions have room in the heap. */
  private static int window(RawTopicsSettings settings, int partitions) {
    long room =
        Runtime.getRuntime().maxMemory() / WINDOWS_PART_OF_HEAP / DuplicateWindow.BYTES_OF_CHANGE;
    int window = Math.toIntExact(Math.clamp(room / partitions, 1, settings.duplicateWindow()));
    if (window < settings.duplicateWindow()) {
      LOG.warn(
          "The heap has room for the identities of {} changes of each of the {} raw partitions of"
              + " source '{}', not of {}; mend: lower duplicate-window or raise the heap",
          window,
          partitions,
          settings.source(),
          settings.duplicateWindow());
    }
    return window;
  }

  /** Keeps the identities of a record that is in the change log already. */
  void remember(RawRecord raw) {
    if (isOfTransactions(raw)) {
      end(raw).ifPresent(end -> merge.orElseThrow().remember(end.id()));
      return;
    }
    normalizer(raw).normalize(raw).forEach(outcome -> appender.remember(raw, outcome));
  }

  /** All of a partition that is to be remembered is. */
  void remembered(TopicPartition partition, boolean fromBeginning) {
    appender.remembered(partition, fromBeginning);
  }

  /**
   * What a record comes to; for one that is tried again. Empty when its topic is none of the
   * source's any more.
   */
  Optional<List<Normalization>> normalize(RawRecord raw) {
    return Optional.ofNullable(normalizers.get(raw.topic()))
        .map(normalizer -> normalizer.normalize(raw));
  }

  /** Takes a record; the change log has an open transaction. */
  void take(RawRecord raw, long nowNanos) {
    if (isOfTransactions(raw)) {
      end(raw).ifPresent(end -> merge.orElseThrow().end(end.id(), changes(end), raw, nowNanos));
      return;
    }
    List<Normalization> outcomes = normalizer(raw).normalize(raw);
    if (merge.isEmpty()) {
      outcomes.forEach(outcome -> alone(raw, outcome));
      return;
    }
    // A repetition is none of the changes that the end of its transaction counts.
    List<Normalization> fresh = outcomes.stream().filter(outcome -> isFresh(raw, outcome)).toList();
    if (!fresh.isEmpty()) {
      merge.get().add(new TransactionMerge.Held(raw, fresh, transaction(fresh)), nowNanos);
    }
  }

  /** Partitions that are read from now on. */
  void added(Set<TopicPartition> partitions) {
    merge.ifPresent(merging -> merging.added(partitions));
  }

  /** These partitions have been read to their ends. */
  void atEnd(Set<TopicPartition> partitions, long nowNanos) {
    merge.ifPresent(merging -> merging.atEnd(partitions, nowNanos));
  }

  /** The partitions that are to wait for the others. */
  Set<TopicPartition> ahead() {
    return merge.map(TransactionMerge::ahead).orElse(Set.of());
  }

  /** Hands on what is whole; the change log has an open transaction. */
  void handOn() {
    if (merge.isEmpty()) {
      return;
    }
    Optional<TransactionMerge.Step> next = merge.get().next();
    while (next.isPresent()) {
      switch (next.get()) {
        case TransactionMerge.Step.Alone one -> {
          if (one.torn()) {
            status.torn();
          }
          RawRecord raw = one.held().raw();
          one.held().outcomes().forEach(outcome -> append(raw, outcome, alone(outcome), false));
        }
        case TransactionMerge.Step.Whole whole -> {
          if (!whole.complete()) {
            status.torn();
          }
          whole(whole);
        }
      }
      next = merge.get().next();
    }
  }

  /** Whether something is to be handed on though nothing came. */
  boolean isDue() {
    return merge.isPresent() && merge.get().isDue();
  }

  /** By partition, the first offset of what is not handed on. */
  Map<TopicPartition, Long> held() {
    return merge.map(TransactionMerge::places).orElse(Map.of());
  }

  private boolean isOfTransactions(RawRecord raw) {
    return settings.transactions().isPresent()
        && settings.transactions().get().name().equals(raw.topic());
  }

  private Optional<TransactionTopic.End> end(RawRecord raw) {
    return settings.transactions().orElseThrow().reader().apply(raw);
  }

  /** Those of mapped tables; a source may put its database's name before that of the table. */
  private long changes(TransactionTopic.End end) {
    long changes = 0;
    for (Map.Entry<String, Long> counted : end.changes().entrySet()) {
      for (TableName table : settings.tables()) {
        String name = table.toString();
        if (counted.getKey().equals(name) || counted.getKey().endsWith("." + name)) {
          changes += counted.getValue();
        }
      }
    }
    return changes;
  }

  private TopicNormalizer normalizer(RawRecord raw) {
    TopicNormalizer known = normalizers.get(raw.topic());
    if (known == null) {
      throw new IllegalStateException("topic " + raw.topic() + " is none of this source");
    }
    return known;
  }

  /** The transaction of what is appended of a record. */
  private Optional<String> transaction(List<Normalization> outcomes) {
    return outcomes.stream()
        .flatMap(outcome -> mark(outcome).stream())
        .map(TransactionMark::id)
        .findFirst();
  }

  private Optional<TransactionMark> mark(Normalization outcome) {
    return switch (outcome) {
      case Normalization.Normalized normalized ->
          appender.isMapped(normalized.event().source().table())
              ? normalized.event().transaction()
              : Optional.empty();
      case Normalization.Control control ->
          control.control() instanceof ControlRecord.Truncated truncated
                  && appender.isMapped(truncated.table())
              ? truncated.transaction()
              : Optional.empty();
      case Normalization.Skipped ignored -> Optional.empty();
      case Normalization.Refused ignored -> Optional.empty();
    };
  }

  private void alone(RawRecord raw, Normalization outcome) {
    if (outcome instanceof Normalization.Normalized normalized) {
      // A change is asked for its row once.
      appender
          .fresh(raw, normalized)
          .ifPresent(row -> appender.append(raw, row, marked(normalized, alone(outcome))));
    } else if (isFresh(raw, outcome)) {
      append(raw, outcome, alone(outcome), false);
    }
  }

  /** Whether it is to be appended; what is not is counted here. */
  private boolean isFresh(RawRecord raw, Normalization outcome) {
    return switch (outcome) {
      case Normalization.Normalized normalized -> appender.fresh(raw, normalized).isPresent();
      case Normalization.Control control -> isFresh(raw, control.control());
      case Normalization.Skipped skipped -> skipped(skipped.reason());
      case Normalization.Refused ignored -> true;
    };
  }

  /** Raw topics tell no other control than a truncation. */
  private boolean isFresh(RawRecord raw, ControlRecord control) {
    return switch (control) {
      case ControlRecord.Truncated truncated -> appender.isFresh(raw, truncated);
      case ControlRecord.Refresh ignored -> skipped("refresh");
      case ControlRecord.Heartbeat ignored -> skipped("heartbeat");
      case ControlRecord.SnapshotStarted ignored -> skipped("snapshot mark");
      case ControlRecord.SnapshotCompleted ignored -> skipped("snapshot mark");
    };
  }

  private boolean skipped(String reason) {
    status.skipped(reason);
    return false;
  }

  private void append(
      RawRecord raw, Normalization outcome, Optional<TransactionMark> mark, boolean isOfWhole) {
    switch (outcome) {
      case Normalization.Normalized normalized ->
          appender.append(raw, ChangeLogKey.of(normalized.event()), marked(normalized, mark));
      case Normalization.Control control -> {
        if (control.control() instanceof ControlRecord.Truncated truncated) {
          appender.truncated(
              raw, truncated, mark.map(TransactionMark::last).orElse(true), isOfWhole);
        }
      }
      case Normalization.Refused refused -> appender.refuse(raw, refused);
      case Normalization.Skipped ignored -> {}
    }
  }

  private static ChangeEvent marked(
      Normalization.Normalized normalized, Optional<TransactionMark> mark) {
    return mark.map(normalized.event()::withTransaction).orElse(normalized.event());
  }

  /** As a transaction of its own. */
  private Optional<TransactionMark> alone(Normalization outcome) {
    return mark(outcome).map(mark -> new TransactionMark(mark.id(), mark.index(), true));
  }

  /** An outcome of a record that is to be appended, and its number in the transaction. */
  private record Placed(RawRecord raw, Normalization outcome, long index) {

    boolean isRefused() {
      return outcome instanceof Normalization.Refused;
    }
  }

  /**
   * In the order that the transaction had, and each partition in its own: what tells no number, as
   * a tombstone or what is refused, stays behind what stood before it. The last that is appended
   * says so.
   */
  private void whole(TransactionMerge.Step.Whole whole) {
    Map<TopicPartition, Long> reached = new HashMap<>();
    List<Placed> placed = new ArrayList<>();
    for (TransactionMerge.Held held : whole.changes()) {
      TopicPartition partition = new TopicPartition(held.raw().topic(), held.raw().partition());
      for (Normalization outcome : held.outcomes()) {
        long told = mark(outcome).map(TransactionMark::index).orElse(0L);
        long index = reached.merge(partition, told, Math::max);
        placed.add(new Placed(held.raw(), outcome, index));
      }
    }
    placed.sort(Comparator.comparingLong(Placed::index));
    int last = placed.size() - 1;
    while (last >= 0 && placed.get(last).isRefused()) {
      last--;
    }
    for (int i = 0; i < placed.size(); i++) {
      Placed next = placed.get(i);
      TransactionMark mark = new TransactionMark(whole.transaction(), next.index(), i == last);
      append(next.raw(), next.outcome(), Optional.of(mark), true);
    }
  }
}
