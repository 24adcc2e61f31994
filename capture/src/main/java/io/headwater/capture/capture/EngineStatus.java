package io.headwater.capture.capture;

import io.headwater.capture.normalize.SourcePosition;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatus.EngineState;
import io.headwater.core.capture.SourceStatus.TableProgress;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an engine's status says, and its meters.
 *
 * <p>Written by the capturing thread and by whoever stops the engine, read by anyone.
 */
final class EngineStatus implements CaptureListener {

  private static final class Progress {
    private long rows;
    private Optional<Long> estimate = Optional.empty();
    private boolean complete;
  }

  private final String source;
  private final DatabaseVendor vendor;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Counter events;
  private final Counter snapshotRows;
  private final Counter duplicates;
  private final Counter refused;

  private final Map<TableName, Progress> tables = new LinkedHashMap<>();
  private EngineState state = EngineState.STARTING;
  private Optional<SourcePosition> position;
  private Optional<Instant> lastChange = Optional.empty();
  private Optional<Instant> lastSeen = Optional.empty();
  private Optional<String> failure = Optional.empty();

  EngineStatus(
      EngineSettings settings,
      Optional<SourcePosition> position,
      MeterRegistry meters,
      Clock clock) {
    this.source = settings.source();
    this.vendor = settings.vendor();
    this.position = position;
    this.clock = clock;
    this.meters = meters;
    settings.tables().forEach(table -> tables.put(table, new Progress()));
    this.events = counter("headwater.capture.events", "changes committed to the change log");
    this.snapshotRows = counter("headwater.capture.snapshot.rows", "rows read by snapshots");
    this.duplicates =
        counter("headwater.capture.duplicates", "redelivered transactions that were dropped");
    this.refused = counter("headwater.capture.refused", "records that went to the quarantine");
  }

  synchronized SourceStatus current() {
    List<TableProgress> progress = new ArrayList<>();
    tables.forEach(
        (table, known) ->
            progress.add(
                new TableProgress(table.toString(), known.rows, known.estimate, known.complete)));
    return new SourceStatus(
        source,
        vendor.label(),
        state,
        position.map(SourcePosition::text),
        lastChange,
        lastSeen,
        Optional.empty(),
        progress,
        failure);
  }

  synchronized void estimates(Map<TableName, Long> rows) {
    rows.forEach((table, estimate) -> progress(table).estimate = Optional.of(estimate));
  }

  synchronized void seen() {
    lastSeen = Optional.of(clock.instant());
  }

  synchronized void failed(Throwable cause) {
    state = EngineState.FAILED;
    String message = cause.getMessage();
    failure = Optional.of(message == null ? cause.getClass().getName() : message);
  }

  synchronized void stopped() {
    if (state != EngineState.FAILED) {
      state = EngineState.STOPPED;
    }
  }

  @Override
  public synchronized void snapshotStarted() {
    state = EngineState.SNAPSHOT;
    tables
        .values()
        .forEach(
            progress -> {
              progress.rows = 0;
              progress.complete = false;
            });
  }

  @Override
  public synchronized void snapshotRow(TableName table) {
    progress(table).rows++;
    snapshotRows.increment();
  }

  @Override
  public synchronized void tableRead(TableName table) {
    progress(table).complete = true;
  }

  @Override
  public synchronized void live() {
    state = EngineState.STREAMING;
    // Without a snapshot in this run the tables were read by a former one.
    tables.values().forEach(progress -> progress.complete = true);
  }

  @Override
  public synchronized void committed(
      Optional<SourcePosition> newer, Optional<Instant> newest, long count) {
    position = newer.or(() -> position);
    lastChange = newest.or(() -> lastChange);
    events.increment((double) count);
  }

  @Override
  public void duplicate() {
    duplicates.increment();
  }

  @Override
  public void refused() {
    refused.increment();
  }

  @Override
  public void skipped(String reason) {
    meters.counter("headwater.capture.skipped", "source", source, "reason", reason).increment();
  }

  private Progress progress(TableName table) {
    return tables.computeIfAbsent(table, absent -> new Progress());
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tag("source", source).register(meters);
  }
}
