package io.headwater.capture.capture;

import io.headwater.capture.normalize.BinlogNormalizer;
import io.headwater.capture.normalize.BinlogPosition;
import io.headwater.capture.normalize.EngineRecords;
import io.headwater.capture.normalize.Gtids;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.resource.TableName;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Reads the engine's records of a binary log as signals.
 *
 * <p>A binary log holds one transaction after the other, in the order of their commits. What has no
 * commit of its own is a single statement that changes no rows (MariaDB begins a transaction for
 * it): it ends where the next transaction begins, a TRUNCATE at once. A transaction that begins
 * twice was cut off by a lost connection. One with rows and neither is of a kind whose outcome the
 * engine does not know.
 */
final class BinlogSignals implements SignalReader {

  private static final String INITIAL_SNAPSHOT = "Initial Snapshot";
  private static final String READ_WHOLE = "SUCCEEDED";

  private final BinlogNormalizer normalizer;
  private final Clock clock;
  private Optional<Gtids> gtids;

  /**
   * Whether a transaction without an id was read since the source snapshot. The ids of others do
   * not tell then what was read: a MySQL server that gives none by now still tells those that it
   * gave before.
   */
  private boolean isByFile;

  private Optional<Open> open = Optional.empty();

  /** A transaction that has begun. */
  private static final class Open {
    private final String id;
    private final BinlogPosition begin;
    private Instant time = Instant.EPOCH;
    private boolean hasRows;

    Open(String id, BinlogPosition begin) {
      this.id = id;
      this.begin = begin;
    }
  }

  /**
   * Creates a reader.
   *
   * @param position where the engine goes on; empty when it begins
   * @param clock says when a record was refused; nothing else depends on it
   */
  BinlogSignals(BinlogNormalizer normalizer, Optional<StoredPosition> position, Clock clock) {
    this.normalizer = normalizer;
    this.clock = clock;
    this.gtids = position.map(BinlogPositions::end).flatMap(BinlogPosition::gtids);
    this.isByFile = position.map(BinlogPositions::isByFile).orElse(false);
  }

  @Override
  public List<SourceSignal> read(SourceRecord engineRecord) {
    if (engineRecord.value() instanceof Struct value) {
      if (EngineRecords.isTransactionBoundary(engineRecord)) {
        return boundary(engineRecord, value);
      }
      if (EngineRecords.isNotification(engineRecord)) {
        return List.of(notification(engineRecord, value));
      }
    }
    Normalization outcome = normalizer.normalize(engineRecord);
    return switch (outcome) {
      case Normalization.Normalized normalized -> change(normalized.event());
      case Normalization.Control control -> control(engineRecord, control.control());
      case Normalization.Skipped skipped -> List.of(new SourceSignal.Skipped(skipped.reason()));
      case Normalization.Refused refused -> {
        open.ifPresent(transaction -> transaction.hasRows = true);
        yield List.of(
            new SourceSignal.Refused(
                normalizer.quarantine(engineRecord, refused, clock.instant())));
      }
    };
  }

  private List<SourceSignal> boundary(SourceRecord engineRecord, Struct value) {
    Instant time = EngineRecords.time(value, "ts_ms").orElse(Instant.EPOCH);
    if (!"BEGIN".equals(value.getString("status"))) {
      Open ending = open.orElseThrow(BinlogSignals::endWithoutBegin);
      ending.time = time;
      return List.of(end(engineRecord, ending));
    }
    String id = value.getString("id");
    List<SourceSignal> signals = new ArrayList<>();
    if (open.isPresent()) {
      signals.add(unfinished(engineRecord, open.get(), id));
    }
    Open begun = new Open(id, place(engineRecord));
    begun.time = time;
    open = Optional.of(begun);
    signals.add(new SourceSignal.Begin(id));
    return signals;
  }

  private SourceSignal unfinished(SourceRecord engineRecord, Open former, String next) {
    if (former.id.equals(next)) {
      return new SourceSignal.CutOff();
    }
    if (former.hasRows) {
      throw new IllegalStateException(
          ("transaction %s has rows and no end: it is an XA transaction, or one that was rolled back"
                  + " after it had changed tables without transactions, and the engine does not know"
                  + " whether it counts. Do not use either for captured tables; to go on, remove the"
                  + " source's position from the topic headwater.offsets for a new snapshot")
              .formatted(former.id));
    }
    return end(engineRecord, former);
  }

  private SourceSignal end(SourceRecord engineRecord, Open transaction) {
    open = Optional.empty();
    isByFile |= !BinlogPositions.isGtid(transaction.id);
    gtids = isByFile ? Optional.empty() : Optional.of(BinlogPositions.with(gtids, transaction.id));
    // One byte more than its beginning, where a transaction before it may end.
    BinlogPosition end =
        new BinlogPosition(transaction.begin.file(), transaction.begin.offset() + 1, gtids);
    return new SourceSignal.End(
        transaction.time,
        end,
        BinlogPositions.stored(engineRecord, transaction.begin, end, isByFile));
  }

  private List<SourceSignal> change(ChangeEvent event) {
    if (!event.snapshot()) {
      open.orElseThrow(BinlogSignals::rowWithoutBegin).hasRows = true;
    }
    return List.of(new SourceSignal.Change(ChangeLogKey.of(event), event));
  }

  private List<SourceSignal> control(SourceRecord engineRecord, ControlRecord control) {
    return switch (control) {
      case ControlRecord.Heartbeat heartbeat -> alive(engineRecord, heartbeat);
      case ControlRecord.Truncated truncated -> truncated(engineRecord, truncated);
      case ControlRecord.Refresh refresh -> List.of();
      case ControlRecord.SnapshotStarted started -> List.of();
      case ControlRecord.SnapshotCompleted completed -> List.of();
    };
  }

  private List<SourceSignal> alive(SourceRecord engineRecord, ControlRecord.Heartbeat heartbeat) {
    if (open.isPresent() || !BinlogPositions.isBetweenTransactions(engineRecord)) {
      return List.of();
    }
    BinlogPosition at = place(engineRecord);
    return List.of(
        new SourceSignal.Alive(
            heartbeat, at, BinlogPositions.stored(engineRecord, at, at, isByFile)));
  }

  private List<SourceSignal> truncated(
      SourceRecord engineRecord, ControlRecord.Truncated truncated) {
    List<SourceSignal> signals = new ArrayList<>();
    if (open.isEmpty()) {
      String id = normalizer.gtid(engineRecord).orElseGet(() -> file(engineRecord).text());
      open = Optional.of(new Open(id, place(engineRecord)));
      signals.add(new SourceSignal.Begin(id));
    }
    Open transaction = open.get();
    transaction.time = truncated.timestamp();
    signals.add(
        new SourceSignal.Change(
            truncated.table().toString(),
            new ControlRecord.Truncated(
                truncated.source(),
                truncated.timestamp(),
                truncated.position(),
                truncated.table(),
                Optional.of(new TransactionMark(transaction.id, 0, false)))));
    signals.add(end(engineRecord, transaction));
    return signals;
  }

  private SourceSignal notification(SourceRecord engineRecord, Struct value) {
    if (!INITIAL_SNAPSHOT.equals(value.getString("aggregate_type"))) {
      return new SourceSignal.Skipped("notification");
    }
    Instant time = EngineRecords.time(value, "timestamp").orElse(Instant.EPOCH);
    return switch (value.getString("type")) {
      case "STARTED" -> new SourceSignal.SnapshotStarted(time);
      case "COMPLETED" -> snapshotCompleted(engineRecord, time);
      case "ABORTED" -> new SourceSignal.SnapshotAborted();
      case "SKIPPED" -> new SourceSignal.SnapshotSkipped();
      case "TABLE_SCAN_COMPLETED" -> tableRead(value);
      default -> new SourceSignal.Skipped("notification");
    };
  }

  private SourceSignal snapshotCompleted(SourceRecord engineRecord, Instant time) {
    gtids = BinlogPositions.gtids(engineRecord);
    isByFile = false;
    BinlogPosition at = place(engineRecord);
    return new SourceSignal.SnapshotCompleted(
        time, at, BinlogPositions.stored(engineRecord, at, at, isByFile));
  }

  private static SourceSignal tableRead(Struct value) {
    Map<String, String> data = value.getMap("additional_data");
    String name = data == null ? "" : data.getOrDefault("scanned_collection", "");
    // The engine writes database.table.
    int dot = name.indexOf('.');
    if (dot <= 0 || !READ_WHOLE.equals(data.get("status"))) {
      return new SourceSignal.Skipped("notification");
    }
    return new SourceSignal.TableRead(
        new TableName(name.substring(0, dot), name.substring(dot + 1)));
  }

  private BinlogPosition place(SourceRecord engineRecord) {
    return BinlogPositions.place(engineRecord, gtids).orElseThrow(BinlogSignals::withoutPosition);
  }

  /** The place in the file, which is another one for each transaction. */
  private static BinlogPosition file(SourceRecord engineRecord) {
    return BinlogPositions.place(engineRecord, Optional.empty())
        .orElseThrow(BinlogSignals::withoutPosition);
  }

  private static IllegalStateException withoutPosition() {
    return new IllegalStateException(
        "the engine's record has no position in the binary log; report it with the engine's version");
  }

  private static IllegalStateException endWithoutBegin() {
    return new IllegalStateException("a transaction ends that did not begin");
  }

  private static IllegalStateException rowWithoutBegin() {
    return new IllegalStateException(
        "a row changes outside of any transaction, as in XA transactions, whose outcome the engine does not know. Do not use them for captured tables; to go on, remove the source's position from the topic headwater.offsets for a new snapshot");
  }
}
