package io.headwater.capture.capture;

import java.util.List;
import java.util.Map;

/**
 * A connector's properties as they are used, and what was done to get there.
 *
 * @param properties what the engine is started with; may hold a password
 * @param overlay one line per property that was set or replaced, with the reason; no secrets
 * @param ignored one line per property that has no effect here, with the reason
 * @param problems what makes the source unusable, with the mend; empty when it may start
 */
public record OverlayResult(
    Map<String, String> properties,
    List<String> overlay,
    List<String> ignored,
    List<String> problems) {

  /** Copies the collections. */
  public OverlayResult {
    properties = Map.copyOf(properties);
    overlay = List.copyOf(overlay);
    ignored = List.copyOf(ignored);
    problems = List.copyOf(problems);
  }

  /** Leaves the properties out: they may hold a password. */
  @Override
  public String toString() {
    return "OverlayResult[overlay=%s, ignored=%s, problems=%s]"
        .formatted(overlay, ignored, problems);
  }
}
