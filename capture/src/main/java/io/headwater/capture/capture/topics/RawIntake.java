package io.headwater.capture.capture.topics;

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
import org.apache.kafka.common.TopicPartition;

/**
 * Takes the records of raw topics into the open transaction of the change log.
 *
 * <p>Without a transaction topic a record's changes go to the partition of the change log that has
 * its own partition's number, so a row's changes keep their order, and each change is a transaction
 * of its own. With one, the source's transactions are put together again and go to the change log
 * as they were committed. Not thread-safe.
 */
final class RawIntake {

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
    this.appender = new RawAppender(settings, topics.counts(), writer, status, clock);
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
                        TransactionMerge.MAX_HELD));
  }

  /** Keeps the identities of a record that is in the change log already. */
  void remember(RawRecord raw) {
    if (isOfTransactions(raw)) {
      end(raw).ifPresent(end -> merge.orElseThrow().remember(end.id()));
      return;
    }
    for (Normalization outcome : normalizer(raw).normalize(raw)) {
      if (outcome instanceof Normalization.Normalized normalized) {
        appender.remember(raw, normalized);
      }
    }
  }

  /** What a record comes to; for one that is tried again. */
  List<Normalization> normalize(RawRecord raw) {
    return normalizer(raw).normalize(raw);
  }

  /** Takes a record; the change log has an open transaction. */
  void take(RawRecord raw, long nowNanos) {
    if (isOfTransactions(raw)) {
      end(raw).ifPresent(end -> merge.orElseThrow().end(end.id(), changes(end), raw, nowNanos));
      return;
    }
    List<Normalization> outcomes = normalizer(raw).normalize(raw);
    if (merge.isPresent()) {
      merge.get().add(new TransactionMerge.Held(raw, outcomes, transaction(outcomes)), nowNanos);
    } else {
      outcomes.forEach(outcome -> alone(raw, outcome));
    }
  }

  /** Hands on what is whole; the change log has an open transaction. */
  void handOn(long nowNanos) {
    if (merge.isEmpty()) {
      return;
    }
    Optional<TransactionMerge.Step> next = merge.get().next(nowNanos);
    while (next.isPresent()) {
      switch (next.get()) {
        case TransactionMerge.Step.Alone one -> {
          if (one.torn()) {
            status.torn();
          }
          one.held().outcomes().forEach(outcome -> alone(one.held().raw(), outcome));
        }
        case TransactionMerge.Step.Whole whole -> whole(whole);
      }
      next = merge.get().next(nowNanos);
    }
  }

  /** Whether something is to be handed on though nothing came. */
  boolean isDue(long nowNanos) {
    return merge.isPresent() && merge.get().isDue(nowNanos);
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
    switch (outcome) {
      case Normalization.Normalized normalized ->
          appender
              .fresh(raw, normalized)
              .ifPresent(row -> appender.append(raw, row, alone(normalized.event())));
      case Normalization.Control control -> appender.control(raw, control.control(), true);
      case Normalization.Skipped skipped -> status.skipped(skipped.reason());
      case Normalization.Refused refused -> appender.refuse(raw, refused);
    }
  }

  /** The event as a transaction of its own. */
  private static ChangeEvent alone(ChangeEvent event) {
    return event
        .transaction()
        .map(mark -> event.withTransaction(new TransactionMark(mark.id(), mark.index(), true)))
        .orElse(event);
  }

  /** A change or truncation that is to be appended; the row is empty for a truncation. */
  private record Placed(RawRecord raw, Normalization outcome, String row, long index) {}

  /** In the order that the transaction had; the last that is appended says so. */
  private void whole(TransactionMerge.Step.Whole whole) {
    List<Placed> placed = new ArrayList<>();
    for (TransactionMerge.Held held : whole.changes()) {
      for (Normalization outcome : held.outcomes()) {
        long index = mark(outcome).map(TransactionMark::index).orElse(0L);
        row(held.raw(), outcome)
            .ifPresent(row -> placed.add(new Placed(held.raw(), outcome, row, index)));
      }
    }
    placed.sort(Comparator.comparingLong(Placed::index));
    for (int i = 0; i < placed.size(); i++) {
      Placed one = placed.get(i);
      boolean isLast = i == placed.size() - 1;
      if (one.outcome() instanceof Normalization.Normalized normalized) {
        TransactionMark mark = new TransactionMark(whole.transaction(), one.index(), isLast);
        appender.append(one.raw(), one.row(), normalized.event().withTransaction(mark));
      } else if (one.outcome() instanceof Normalization.Control control) {
        appender.control(one.raw(), control.control(), isLast);
      }
    }
  }

  /** What is not appended is accounted for here. */
  private Optional<String> row(RawRecord raw, Normalization outcome) {
    return switch (outcome) {
      case Normalization.Normalized normalized -> appender.fresh(raw, normalized);
      case Normalization.Control ignored -> Optional.of("");
      case Normalization.Skipped skipped -> {
        status.skipped(skipped.reason());
        yield Optional.empty();
      }
      case Normalization.Refused refused -> {
        appender.refuse(raw, refused);
        yield Optional.empty();
      }
    };
  }
}
