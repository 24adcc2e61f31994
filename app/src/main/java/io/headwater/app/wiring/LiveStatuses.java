package io.headwater.app.wiring;

import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatuses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/** The newest status of every source, with what the produce stage adds. Thread-safe. */
final class LiveStatuses implements SourceStatuses {

  private final Map<String, SourceStatus> statuses = new ConcurrentSkipListMap<>();
  private final Function<String, Optional<Long>> unapplied;

  LiveStatuses(Function<String, Optional<Long>> unapplied) {
    this.unapplied = unapplied;
  }

  void update(SourceStatus status) {
    statuses.put(status.name(), status);
  }

  @Override
  public List<SourceStatus> all() {
    return statuses.values().stream()
        .map(status -> status.withUnapplied(unapplied.apply(status.name())))
        .toList();
  }
}
