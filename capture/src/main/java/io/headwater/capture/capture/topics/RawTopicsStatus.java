package io.headwater.capture.capture.topics;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatus.EngineState;
import io.headwater.core.capture.SourceStatus.TableProgress;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an engine of raw topics does, and its meters.
 *
 * <p>Written by the capturing thread and by whoever stops the engine, read by anyone.
 */
final class RawTopicsStatus {

  /** The kind of a source whose databases the records tell. */
  static final String KIND = "Kafka topics";

  private final String source;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Counter events;
  private final Counter duplicates;
  private final Counter refused;
  private final Counter torn;

  private final Map<TableName, Long> rows = new TreeMap<>();
  private EngineState state = EngineState.STARTING;
  private Optional<String> position = Optional.empty();
  private Optional<Instant> lastChange = Optional.empty();
  private Optional<Instant> lastSeen = Optional.empty();
  private Optional<String> failure = Optional.empty();
  private long uncommitted;

  RawTopicsStatus(RawTopicsSettings settings, MeterRegistry meters, Clock clock) {
    this.source = settings.source();
    this.clock = clock;
    this.meters = meters;
    settings.tables().forEach(table -> rows.put(table, 0L));
    this.events = counter("headwater.capture.events", "changes committed to the change log");
    this.duplicates =
        counter("headwater.capture.duplicates", "changes that came again and were dropped");
    this.refused = counter("headwater.capture.refused", "records that went to the quarantine");
    this.torn =
        counter(
            "headwater.capture.torn",
            "changes that were applied alone, as their transaction did not become whole");
  }

  synchronized SourceStatus current() {
    List<TableProgress> tables = new ArrayList<>();
    rows.forEach(
        (table, count) ->
            tables.add(new TableProgress(table.toString(), count, Optional.empty(), true)));
    return new SourceStatus(
        source, KIND, state, position, lastChange, lastSeen, Optional.empty(), tables, failure);
  }

  synchronized void streaming() {
    state = EngineState.STREAMING;
  }

  synchronized void seen() {
    lastSeen = Optional.of(clock.instant());
  }

  synchronized void change(ChangeEvent event) {
    uncommitted++;
    lastChange = Optional.of(event.timestamp());
    rows.merge(event.source().table(), 1L, Long::sum);
  }

  /** What was taken since the last call is committed, up to that place. */
  synchronized void committed(String newer) {
    position = Optional.of(newer);
    events.increment((double) uncommitted);
    uncommitted = 0;
  }

  void duplicate() {
    duplicates.increment();
  }

  void refused() {
    refused.increment();
  }

  void torn() {
    torn.increment();
  }

  void skipped(String reason) {
    meters.counter("headwater.capture.skipped", "source", source, "reason", reason).increment();
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

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tag("source", source).register(meters);
  }
}
