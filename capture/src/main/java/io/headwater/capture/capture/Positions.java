package io.headwater.capture.capture;

import io.headwater.capture.normalize.LogPosition;
import io.headwater.capture.normalize.SourcePosition;
import io.headwater.core.capture.StoredPosition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The engine's positions as they are stored: here those in PostgreSQL's log; those in a binary log
 * are {@link BinlogPositions}.
 *
 * <p>Only what a restart needs is kept. Above all {@code lsn_proc} is not: with it the engine would
 * search for the last event it handed out and skip what stands before, and events that share a
 * position (COPY, multi-row insert, a commit next to a begin) would be lost. Without it the engine
 * streams whole transactions from {@code lsn} on.
 */
final class Positions {

  /** The place to stream from. */
  static final String LSN = "lsn";

  /** What the engine tells the server that it may discard. */
  static final String COMMIT_LSN = "lsn_commit";

  private static final List<String> KEPT = List.of(LSN, COMMIT_LSN, "txId", "ts_usec");

  private Positions() {}

  /** The position that a record carries; empty when it carries none. */
  static Optional<StoredPosition> of(SourceRecord engineRecord) {
    Map<String, ?> offset = engineRecord.sourceOffset();
    if (offset == null || !(offset.get(LSN) instanceof Number)) {
      return Optional.empty();
    }
    Map<String, Object> partition = new LinkedHashMap<>();
    engineRecord.sourcePartition().forEach(partition::put);
    return Optional.of(new StoredPosition(partition, kept(offset)));
  }

  /** The position as an engine may be given it, whoever stored it. */
  static StoredPosition restartable(StoredPosition position) {
    return BinlogPositions.is(position)
        ? BinlogPositions.restartable(position)
        : new StoredPosition(position.partition(), kept(position.offset()));
  }

  /** The place in the source's log. */
  static Optional<SourcePosition> end(StoredPosition position) {
    if (BinlogPositions.is(position)) {
      return Optional.of(BinlogPositions.end(position));
    }
    return position.offset().get(LSN) instanceof Number number
        ? Optional.of(new LogPosition(number.longValue()))
        : Optional.empty();
  }

  private static Map<String, Object> kept(Map<String, ?> offset) {
    Map<String, Object> result = new LinkedHashMap<>();
    for (String name : KEPT) {
      Object value = offset.get(name);
      if (value != null) {
        result.put(name, value instanceof Integer number ? (Object) number.longValue() : value);
      }
    }
    return result;
  }
}
