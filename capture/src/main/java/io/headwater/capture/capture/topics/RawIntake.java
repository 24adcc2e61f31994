package io.headwater.capture.capture.topics;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.quarantine.QuarantineRecord;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Takes the records of raw topics into the open transaction of the change log.
 *
 * <p>A record's changes go to the partition of the change log that has its own partition's number,
 * so a row's changes keep their order. A change that a connector sent again is dropped, as far back
 * as the window reaches. Not thread-safe.
 */
final class RawIntake {

  private static final String STAGE = "normalize";
  private static final Bytes NOTHING = Bytes.of(new byte[0]);

  private final RawTopicsSettings settings;
  private final Map<String, Integer> partitions;
  private final ChangeLogWriter writer;
  private final RawTopicsStatus status;
  private final Clock clock;
  private final Map<String, TopicNormalizer> normalizers = new HashMap<>();
  private final Map<TopicPartition, DuplicateWindow> windows = new HashMap<>();

  /**
   * An intake into a change log.
   *
   * @param partitions the number of partitions of each topic
   */
  RawIntake(
      RawTopicsSettings settings,
      Map<String, Integer> partitions,
      ChangeLogWriter writer,
      RawTopicsStatus status,
      Clock clock) {
    this.settings = settings;
    this.partitions = partitions;
    this.writer = writer;
    this.status = status;
    this.clock = clock;
    settings
        .topics()
        .forEach((topic, format) -> normalizers.put(topic, new TopicNormalizer(settings, format)));
  }

  /** Keeps the identities of a record that is in the change log already. */
  void remember(RawRecord raw) {
    for (Normalization outcome : normalizer(raw).normalize(raw)) {
      if (outcome instanceof Normalization.Normalized normalized && isMapped(normalized.event())) {
        isNew(raw, normalized.identity(), row(normalized.event()));
      }
    }
  }

  /** Takes a record; the change log has an open transaction. */
  void take(RawRecord raw) {
    for (Normalization outcome : normalizer(raw).normalize(raw)) {
      switch (outcome) {
        case Normalization.Normalized normalized -> change(raw, normalized);
        case Normalization.Control control -> control(raw, control.control());
        case Normalization.Skipped skipped -> status.skipped(skipped.reason());
        case Normalization.Refused refused -> refuse(raw, refused.reason());
      }
    }
  }

  private TopicNormalizer normalizer(RawRecord raw) {
    TopicNormalizer known = normalizers.get(raw.topic());
    if (known == null) {
      throw new IllegalStateException("topic " + raw.topic() + " is none of this source");
    }
    return known;
  }

  private boolean isMapped(ChangeEvent event) {
    return settings.tables().contains(event.source().table());
  }

  private void change(RawRecord raw, Normalization.Normalized normalized) {
    ChangeEvent event = normalized.event();
    if (!isMapped(event)) {
      status.skipped("table without a mapping");
      return;
    }
    String row = row(event);
    if (!isNew(raw, normalized.identity(), row)) {
      status.duplicate();
      return;
    }
    writer.append(partition(raw), row, whole(event));
    status.change(event);
  }

  /**
   * Where one transaction ends and the next begins is not told, so each change is applied alone.
   */
  private static ChangeEvent whole(ChangeEvent event) {
    return event
        .transaction()
        .map(mark -> event.withTransaction(new TransactionMark(mark.id(), mark.index(), true)))
        .orElse(event);
  }

  private void control(RawRecord raw, ControlRecord control) {
    switch (control) {
      case ControlRecord.Truncated truncated -> truncated(raw, truncated);
      case ControlRecord.Heartbeat ignored -> status.skipped("heartbeat");
      case ControlRecord.SnapshotStarted ignored -> status.skipped("snapshot mark");
      case ControlRecord.SnapshotCompleted ignored -> status.skipped("snapshot mark");
    }
  }

  private void truncated(RawRecord raw, ControlRecord.Truncated truncated) {
    if (!settings.tables().contains(truncated.table())) {
      status.skipped("table without a mapping");
      return;
    }
    if (partitions.getOrDefault(raw.topic(), 1) > 1 || writer.partitions() > 1) {
      refuse(
          raw,
          "table %s was truncated, and which of its changes in the other partitions came before that is not told; mend: delete the rows in the source, or write the table's topic with one partition"
              .formatted(truncated.table()));
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
                .map(mark -> new TransactionMark(mark.id(), mark.index(), true))));
  }

  private void refuse(RawRecord raw, String reason) {
    status.refused();
    writer.quarantine(
        new QuarantineRecord(
            settings.source(),
            STAGE,
            raw.topic(),
            reason,
            raw.position(),
            clock.instant(),
            settings.keepsOriginals() ? raw.value().orElse(NOTHING) : NOTHING));
  }

  private boolean isNew(RawRecord raw, Optional<EventIdentity> identity, String row) {
    return identity.isEmpty()
        || windows
            .computeIfAbsent(
                new TopicPartition(raw.topic(), raw.partition()),
                absent -> new DuplicateWindow(settings.duplicateWindow()))
            .add(identity.get().text(), row);
  }

  private int partition(RawRecord raw) {
    return raw.partition() % writer.partitions();
  }

  private static String row(ChangeEvent event) {
    String table = event.source().table().toString();
    return event.key().size() == 0 ? table : table + event.key().toJson();
  }
}
