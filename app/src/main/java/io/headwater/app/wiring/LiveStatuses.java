package io.headwater.app.wiring;

import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatuses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The newest status of every source, with what the produce stage adds. What this node's own engine
 * says goes before what other nodes tell. Thread-safe.
 */
final class LiveStatuses implements SourceStatuses {

  /** After which a node that runs an engine and tells nothing of it is no longer believed. */
  static final Duration SILENCE = Duration.ofSeconds(10);

  private record Known(SourceStatus status, boolean here, long atNanos) {}

  private final Map<String, Known> statuses = new ConcurrentSkipListMap<>();
  private final Function<String, Optional<Long>> unapplied;
  private final LongSupplier nanos;

  /**
   * All sources are starting until there is news.
   *
   * @param kinds the kind of each source, as the vendor of its database writes it
   */
  LiveStatuses(
      Map<String, String> kinds, Function<String, Optional<Long>> unapplied, LongSupplier nanos) {
    this.unapplied = unapplied;
    this.nanos = nanos;
    for (Map.Entry<String, String> source : kinds.entrySet()) {
      SourceStatus starting =
          new SourceStatus(
              source.getKey(),
              source.getValue(),
              SourceStatus.EngineState.STARTING,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              Optional.empty());
      statuses.put(source.getKey(), new Known(starting, false, nanos.getAsLong()));
    }
  }

  /** This node's engine says so; once it is stopped, another node's may run. */
  void update(SourceStatus status) {
    boolean here = status.state() != SourceStatus.EngineState.STOPPED;
    statuses.put(status.name(), new Known(status, here, nanos.getAsLong()));
  }

  /** Another node tells so. */
  void heard(SourceStatus status) {
    Known told = new Known(status, false, nanos.getAsLong());
    statuses.computeIfPresent(status.name(), (name, known) -> known.here() ? known : told);
  }

  /** The sources whose engine runs on this node. */
  List<SourceStatus> here() {
    return statuses.values().stream().filter(Known::here).map(Known::status).toList();
  }

  @Override
  public List<SourceStatus> all() {
    long now = nanos.getAsLong();
    return statuses.values().stream()
        .map(known -> believed(known, now))
        .map(status -> status.withUnapplied(unapplied.apply(status.name())))
        .toList();
  }

  private static SourceStatus believed(Known known, long now) {
    Duration silence = Duration.ofNanos(now - known.atNanos());
    if (known.here() || silence.compareTo(SILENCE) < 0) {
      return known.status();
    }
    SourceStatus last = known.status();
    return new SourceStatus(
        last.name(),
        last.kind(),
        SourceStatus.EngineState.BACKING_OFF,
        last.position(),
        last.lastChange(),
        last.lastSeen(),
        Optional.empty(),
        last.tables(),
        Optional.of(
            "no node has told of it for %d s; another one takes it over once its node is removed from the cluster"
                .formatted(silence.toSeconds())));
  }
}
