package io.headwater.core.capture;

import java.util.Map;

/**
 * Where an engine goes on after a restart: the position behind the last whole source transaction
 * that is in the change log.
 *
 * @param partition the engine's own name for the source, as it wants it back
 * @param offset the engine's own position, as it wants it back; values are text, numbers and
 *     booleans
 */
public record StoredPosition(Map<String, Object> partition, Map<String, Object> offset) {
  public StoredPosition {
    partition = Map.copyOf(partition);
    offset = Map.copyOf(offset);
  }
}
