package io.headwater.capture.capture;

import io.headwater.capture.normalize.BinlogPosition;
import io.headwater.capture.normalize.Gtids;
import io.headwater.capture.normalize.MariaDbGtids;
import io.headwater.capture.normalize.MySqlGtids;
import io.headwater.core.capture.StoredPosition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Positions in a binary log as they are stored.
 *
 * <p>The engine's own counters of events and rows in a transaction are not kept: it would count
 * what it may skip, and skip. Without them it reads whole transactions, from the first one that is
 * not among the ids, or, where the server gives no ids, from the beginning of the last one, which
 * is then known by its place and dropped.
 */
final class BinlogPositions {

  private static final String FILE = "file";
  private static final String OFFSET = "pos";
  private static final String GTIDS = "gtids";

  /** All that was read; the engine knows nothing of it. */
  private static final String READ = "headwater.read";

  /** The end of what was read in the file, which differs from where the engine goes on. */
  private static final String END = "headwater.end";

  /** Set when a transaction without an id was read since the source snapshot. */
  private static final String BY_FILE = "headwater.by_file";

  private static final List<String> INSIDE_OF_A_TRANSACTION = List.of("event", "row");

  private BinlogPositions() {}

  /** Whether the position is in a binary log. */
  static boolean is(StoredPosition position) {
    return position.offset().containsKey(FILE);
  }

  /** Where the record's engine would go on; empty when the record does not say. */
  static Optional<BinlogPosition> place(SourceRecord engineRecord, Optional<Gtids> gtids) {
    Map<String, ?> offset = engineRecord.sourceOffset();
    return offset != null
            && offset.get(FILE) instanceof String file
            && offset.get(OFFSET) instanceof Number position
        ? Optional.of(new BinlogPosition(file, position.longValue(), gtids))
        : Optional.empty();
  }

  /** Whether the record's position is between two transactions. */
  static boolean isBetweenTransactions(SourceRecord engineRecord) {
    return engineRecord.sourceOffset() != null
        && INSIDE_OF_A_TRANSACTION.stream().noneMatch(engineRecord.sourceOffset()::containsKey);
  }

  /** The transactions before the record's, as far as the engine tells. */
  static Optional<Gtids> gtids(SourceRecord engineRecord) {
    return engineRecord.sourceOffset() != null
            && engineRecord.sourceOffset().get(GTIDS) instanceof String text
        ? gtids(text, "")
        : Optional.empty();
  }

  /**
   * The position to store.
   *
   * @param engineRecord tells the engine's own name for the source
   * @param restart where the engine goes on when there are no ids
   * @param end all that was read
   * @param isByFile whether ids do not tell all that was read
   */
  static StoredPosition stored(
      SourceRecord engineRecord, BinlogPosition restart, BinlogPosition end, boolean isByFile) {
    Map<String, Object> partition = new LinkedHashMap<>();
    engineRecord.sourcePartition().forEach(partition::put);
    Map<String, Object> offset = new LinkedHashMap<>();
    offset.put(FILE, restart.file());
    offset.put(OFFSET, restart.offset());
    offset.put(END, end.offset());
    end.gtids()
        .ifPresent(
            gtids -> {
              offset.put(GTIDS, gtids.position());
              offset.put(READ, gtids.text());
            });
    if (isByFile) {
      offset.put(BY_FILE, true);
    }
    return new StoredPosition(partition, offset);
  }

  /** Whether ids do not tell all that was read up to a stored position. */
  static boolean isByFile(StoredPosition position) {
    return Boolean.TRUE.equals(position.offset().get(BY_FILE));
  }

  /** All that was read up to a stored position. */
  static BinlogPosition end(StoredPosition position) {
    Map<String, Object> offset = position.offset();
    long restart = ((Number) offset.getOrDefault(OFFSET, 0L)).longValue();
    return new BinlogPosition(
        String.valueOf(offset.get(FILE)),
        offset.get(END) instanceof Number end ? end.longValue() : restart,
        offset.get(GTIDS) instanceof String gtids
            ? gtids(gtids, String.valueOf(offset.getOrDefault(READ, "")))
            : Optional.empty());
  }

  /** The position as an engine may be given it, whoever stored it. */
  static StoredPosition restartable(StoredPosition position) {
    Map<String, Object> offset = new LinkedHashMap<>();
    for (String name : List.of(FILE, OFFSET, GTIDS)) {
      Object value = position.offset().get(name);
      if (value != null) {
        offset.put(name, value);
      }
    }
    return new StoredPosition(position.partition(), offset);
  }

  /** Whether a transaction is told by an id that its server gave it, wherever it stands. */
  static boolean isGtid(String transaction) {
    return MariaDbGtids.isGtid(transaction) || MySqlGtids.isGtid(transaction);
  }

  /** The set with the transaction, which has an id. */
  static Gtids with(Optional<Gtids> former, String transaction) {
    return former
        .map(set -> set.with(transaction))
        .orElseGet(
            () ->
                MariaDbGtids.isGtid(transaction)
                    ? MariaDbGtids.of(transaction, "")
                    : new MySqlGtids("").with(transaction));
  }

  private static Optional<Gtids> gtids(String position, String all) {
    if (position.isBlank()) {
      return Optional.empty();
    }
    String first = position.split(",", -1)[0].trim();
    return Optional.of(
        MariaDbGtids.isGtid(first) ? MariaDbGtids.of(position, all) : new MySqlGtids(position));
  }
}
