package io.headwater.capture.capture;

import io.headwater.capture.normalize.SourcePosition;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns an engine's signals into transactions of the change log.
 *
 * <p>A source transaction enters the change log as a whole: it is held until its end, or, when it
 * is too large for that, streamed into a change log transaction of its own that is committed at its
 * end. Whole transactions are committed together at the end of each engine batch, with the position
 * behind the last of them. A transaction whose end is not behind the committed position is a
 * redelivery and is dropped; the positions of single events are never compared, because only
 * commits are ordered. After any exception the instance must not be used again. Not thread-safe.
 */
final class SourceTransactions {

  private enum Phase {
    STARTING,
    SNAPSHOT,
    LIVE
  }

  private final String source;
  private final List<TableName> tables;
  private final TransactionLimits limits;
  private final ChangeLogWriter writer;
  private final CaptureListener listener;

  private Phase phase = Phase.STARTING;
  private boolean snapshotIsWhole = true;
  private final Set<TableName> read = new HashSet<>();
  private Optional<HeldTransaction> transaction = Optional.empty();

  /** The end of the newest transaction that is committed or waits for the batch to end. */
  private Optional<SourcePosition> reached;

  // What the open transaction of the change log holds.
  private boolean open;
  private Optional<StoredPosition> pending = Optional.empty();
  private Optional<Instant> pendingChange = Optional.empty();
  private long pendingEvents;

  /** Committed, but not handed to the engine yet. */
  private Optional<StoredPosition> committed = Optional.empty();

  private Instant lastHeartbeat = Instant.MIN;

  /**
   * Creates the state machine for one run of an engine.
   *
   * @param source the source's name
   * @param tables all captured tables; a complete snapshot lists those of them that were read, also
   *     empty ones
   * @param limits how much to hold
   * @param writer the change log; its position tells what is a redelivery
   * @param listener hears of the progress
   */
  SourceTransactions(
      String source,
      List<TableName> tables,
      TransactionLimits limits,
      ChangeLogWriter writer,
      CaptureListener listener) {
    this.source = source;
    this.tables = List.copyOf(tables);
    this.limits = limits;
    this.writer = writer;
    this.listener = listener;
    this.reached = writer.position().flatMap(Positions::end);
  }

  /**
   * Takes the next signal.
   *
   * @throws IllegalStateException when the signals are out of order, which a restart of the engine
   *     at the committed position mends
   */
  void accept(SourceSignal signal) {
    switch (signal) {
      case SourceSignal.Begin begin -> onBegin(begin);
      case SourceSignal.Change change -> onChange(change);
      case SourceSignal.Refused refused -> onRefused(refused);
      case SourceSignal.Skipped skipped -> listener.skipped(skipped.reason());
      case SourceSignal.End end -> onEnd(end);
      case SourceSignal.CutOff cutOff -> onCutOff();
      case SourceSignal.Alive alive -> onAlive(alive);
      case SourceSignal.SnapshotStarted started -> onSnapshotStarted(started);
      case SourceSignal.TableRead tableRead -> onTableRead(tableRead.table());
      case SourceSignal.SnapshotCompleted completed -> onSnapshotCompleted(completed);
      case SourceSignal.SnapshotAborted aborted -> onSnapshotAborted();
      case SourceSignal.SnapshotSkipped skipped -> goLive();
    }
  }

  /**
   * Commits everything that is whole.
   *
   * @return the position that was committed since the last call, which the engine may now be
   *     acknowledged
   */
  Optional<StoredPosition> endOfBatch() {
    if (transaction.isEmpty() || !transaction.get().streamed()) {
      commit();
    }
    Optional<StoredPosition> result = committed;
    committed = Optional.empty();
    return result;
  }

  /** Whether the change log's writer has no transaction, and none of the source is under way. */
  boolean isBetweenTransactions() {
    return phase == Phase.LIVE && transaction.isEmpty() && !open;
  }

  /** The source position up to which the change log is complete; empty before there is one. */
  String reached() {
    return reached.map(SourcePosition::text).orElse("");
  }

  private void onBegin(SourceSignal.Begin begin) {
    if (transaction.isPresent() || phase == Phase.SNAPSHOT) {
      throw new IllegalStateException(
          "transaction %s begins %s".formatted(begin.transaction(), insideOf()));
    }
    goLive();
    transaction = Optional.of(new HeldTransaction());
  }

  private void onChange(SourceSignal.Change change) {
    if (phase == Phase.SNAPSHOT) {
      snapshotRow(change);
      return;
    }
    HeldTransaction held = transaction("change");
    held.add(change);
    if (held.streamed() || held.exceeds(limits)) {
      stream(held);
    }
  }

  private void onRefused(SourceSignal.Refused refused) {
    listener.refused();
    if (phase == Phase.SNAPSHOT) {
      begin();
      writer.quarantine(refused.refused());
      snapshotIsWhole = false;
      return;
    }
    HeldTransaction held = transaction("refused change");
    held.add(refused.refused());
    if (held.streamed() || held.exceeds(limits)) {
      stream(held);
    }
  }

  private void onEnd(SourceSignal.End end) {
    HeldTransaction held = transaction("end of a transaction");
    transaction = Optional.empty();
    if (reached.isPresent() && end.end().isWithin(reached.get())) {
      listener.duplicate();
      if (held.streamed()) {
        abort();
      }
      return;
    }
    if (held.hasRecords()) {
      begin();
      held.finish(writer);
      pendingEvents += held.events();
      pendingChange = held.lastChange().or(() -> pendingChange);
    } else {
      heartbeat(new ControlRecord.Heartbeat(source, end.timestamp(), end.end().text()));
    }
    reached = Optional.of(end.end());
    pending = Optional.of(end.position());
    if (held.streamed()) {
      commit();
    }
  }

  private void onCutOff() {
    HeldTransaction held = transaction("lost connection");
    transaction = Optional.empty();
    if (held.streamed()) {
      abort();
    }
  }

  private void onAlive(SourceSignal.Alive alive) {
    if (transaction.isPresent() || phase != Phase.LIVE) {
      return;
    }
    heartbeat(alive.heartbeat());
    if (reached.isEmpty() || !alive.at().isWithin(reached.get())) {
      reached = Optional.of(alive.at());
      pending = Optional.of(alive.position());
    }
  }

  private void onSnapshotStarted(SourceSignal.SnapshotStarted started) {
    if (transaction.isPresent() || phase != Phase.STARTING) {
      throw new IllegalStateException("a source snapshot begins " + insideOf());
    }
    phase = Phase.SNAPSHOT;
    snapshotIsWhole = true;
    listener.snapshotStarted();
    begin();
    writer.append(source, new ControlRecord.SnapshotStarted(source, started.timestamp()));
    commit();
  }

  private void onTableRead(TableName table) {
    read.add(table);
    listener.tableRead(table);
  }

  private void onSnapshotCompleted(SourceSignal.SnapshotCompleted completed) {
    if (phase != Phase.SNAPSHOT) {
      throw new IllegalStateException("a source snapshot that did not begin is complete");
    }
    begin();
    writer.append(
        source,
        new ControlRecord.SnapshotCompleted(
            source,
            completed.timestamp(),
            completed.at().text(),
            // A row that was refused, or not looked for, is not gone: nothing may be taken for
            // removed then.
            snapshotIsWhole ? tables.stream().filter(read::contains).toList() : List.of()));
    reached = Optional.of(completed.at());
    pending = Optional.of(completed.position());
    commit();
    goLive();
  }

  private void onSnapshotAborted() {
    if (open) {
      abort();
    }
    throw new IllegalStateException(
        "the source snapshot was given up by the engine; a new one starts from scratch");
  }

  private void goLive() {
    if (phase != Phase.LIVE) {
      phase = Phase.LIVE;
      listener.live();
    }
  }

  private void snapshotRow(SourceSignal.Change row) {
    begin();
    writer.append(row.key(), row.change());
    pendingEvents++;
    if (row.change() instanceof ChangeEvent event) {
      listener.snapshotRow(event.source().table());
    }
    if (pendingEvents >= limits.snapshotRows()) {
      commit();
    }
  }

  private void stream(HeldTransaction held) {
    if (!held.streamed()) {
      commit();
      begin();
    }
    held.stream(writer);
  }

  private void heartbeat(ControlRecord.Heartbeat heartbeat) {
    Instant due = heartbeat.timestamp().minus(limits.heartbeatInterval());
    if (!lastHeartbeat.isAfter(due)) {
      begin();
      writer.append(source, heartbeat);
      lastHeartbeat = heartbeat.timestamp();
    }
  }

  private void begin() {
    if (!open) {
      writer.begin();
      open = true;
    }
  }

  private void commit() {
    if (!open && pending.isEmpty()) {
      return;
    }
    begin();
    writer.commit(pending);
    open = false;
    listener.committed(
        pending.isPresent() ? reached : Optional.empty(), pendingChange, pendingEvents);
    committed = pending.or(() -> committed);
    pending = Optional.empty();
    pendingChange = Optional.empty();
    pendingEvents = 0;
  }

  private void abort() {
    writer.abort();
    open = false;
    pendingEvents = 0;
  }

  private HeldTransaction transaction(String what) {
    return transaction.orElseThrow(
        () -> new IllegalStateException("a %s comes outside of any transaction".formatted(what)));
  }

  private String insideOf() {
    return phase == Phase.SNAPSHOT
        ? "inside of a source snapshot"
        : "inside of another transaction";
  }
}
