package io.headwater.core.capture;

import java.util.List;
import java.util.Optional;

/** The status of every configured source (port); thread-safe, never blocks. */
public interface SourceStatuses {

  /** All sources, by name. */
  List<SourceStatus> all();

  /** One source; empty when none has that name. */
  default Optional<SourceStatus> named(String name) {
    return all().stream().filter(status -> status.name().equals(name)).findFirst();
  }
}
