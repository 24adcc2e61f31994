package io.headwater.capture.capture;

import io.headwater.capture.normalize.EngineRecords;
import io.headwater.capture.normalize.LogPosition;
import io.headwater.capture.normalize.PostgresNormalizer;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.resource.TableName;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Reads the engine's records as signals. */
final class PostgresSignals {

  private static final String INITIAL_SNAPSHOT = "Initial Snapshot";
  private static final String READ_WHOLE = "SUCCEEDED";

  private final PostgresNormalizer normalizer;
  private final Clock clock;

  /**
   * Creates a reader.
   *
   * @param clock says when a record was refused; nothing else depends on it
   */
  PostgresSignals(PostgresNormalizer normalizer, Clock clock) {
    this.normalizer = normalizer;
    this.clock = clock;
  }

  SourceSignal read(SourceRecord engineRecord) {
    if (engineRecord.value() instanceof Struct value) {
      if (EngineRecords.isTransactionBoundary(engineRecord)) {
        return boundary(engineRecord, value);
      }
      if (EngineRecords.isNotification(engineRecord)) {
        return notification(engineRecord, value);
      }
    }
    Normalization outcome = normalizer.normalize(engineRecord);
    return switch (outcome) {
      case Normalization.Normalized normalized ->
          new SourceSignal.Change(ChangeLogKey.of(normalized.event()), normalized.event());
      case Normalization.Control control -> control(engineRecord, control.control());
      case Normalization.Skipped skipped -> new SourceSignal.Skipped(skipped.reason());
      case Normalization.Refused refused -> refused(engineRecord, refused);
    };
  }

  private static SourceSignal boundary(SourceRecord engineRecord, Struct value) {
    String id = EngineRecords.transactionId(value.getString("id"));
    String status = value.getString("status");
    if ("BEGIN".equals(status)) {
      return new SourceSignal.Begin(id);
    }
    Instant time = EngineRecords.time(value, "ts_ms").orElse(Instant.EPOCH);
    return new SourceSignal.End(time, at(engineRecord), position(engineRecord));
  }

  private static SourceSignal notification(SourceRecord engineRecord, Struct value) {
    String type = value.getString("type");
    if (!INITIAL_SNAPSHOT.equals(value.getString("aggregate_type"))) {
      return new SourceSignal.Skipped("notification");
    }
    Instant time = EngineRecords.time(value, "timestamp").orElse(Instant.EPOCH);
    return switch (type) {
      case "STARTED" -> new SourceSignal.SnapshotStarted(time);
      case "COMPLETED" ->
          new SourceSignal.SnapshotCompleted(time, at(engineRecord), position(engineRecord));
      case "ABORTED" -> new SourceSignal.SnapshotAborted();
      case "SKIPPED" -> new SourceSignal.SnapshotSkipped();
      case "TABLE_SCAN_COMPLETED" -> tableRead(value);
      default -> new SourceSignal.Skipped("notification");
    };
  }

  private static SourceSignal tableRead(Struct value) {
    Map<String, String> data = value.getMap("additional_data");
    String name = data == null ? "" : data.getOrDefault("scanned_collection", "");
    // The engine writes database.schema.table.
    int table = name.lastIndexOf('.');
    int schema = table < 0 ? -1 : name.lastIndexOf('.', table - 1);
    if (table < 0 || !READ_WHOLE.equals(data.get("status"))) {
      return new SourceSignal.Skipped("notification");
    }
    return new SourceSignal.TableRead(
        new TableName(name.substring(schema + 1, table), name.substring(table + 1)));
  }

  private static SourceSignal control(SourceRecord engineRecord, ControlRecord control) {
    return switch (control) {
      case ControlRecord.Heartbeat heartbeat ->
          new SourceSignal.Alive(heartbeat, at(engineRecord), position(engineRecord));
      case ControlRecord.Truncated truncated ->
          new SourceSignal.Change(truncated.table().toString(), truncated);
      case ControlRecord.Refresh ignored -> new SourceSignal.Skipped("refresh");
      case ControlRecord.SnapshotStarted started ->
          new SourceSignal.SnapshotStarted(started.timestamp());
      case ControlRecord.SnapshotCompleted completed ->
          new SourceSignal.SnapshotCompleted(
              completed.timestamp(), at(engineRecord), position(engineRecord));
    };
  }

  private SourceSignal refused(SourceRecord engineRecord, Normalization.Refused refused) {
    return new SourceSignal.Refused(normalizer.quarantine(engineRecord, refused, clock.instant()));
  }

  private static LogPosition at(SourceRecord engineRecord) {
    return EngineRecords.position(engineRecord).orElseThrow(PostgresSignals::withoutPosition);
  }

  private static StoredPosition position(SourceRecord engineRecord) {
    Optional<StoredPosition> position = Positions.of(engineRecord);
    return position.orElseThrow(PostgresSignals::withoutPosition);
  }

  private static IllegalStateException withoutPosition() {
    return new IllegalStateException(
        "the engine's record has no position in the source's log; report it with the engine's version");
  }
}
