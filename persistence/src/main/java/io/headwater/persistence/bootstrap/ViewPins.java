package io.headwater.persistence.bootstrap;

import io.headwater.core.resource.ResourceType;
import java.util.Map;

/** From where on deletions are remembered whatever their age. Thread-safe. */
@FunctionalInterface
public interface ViewPins {

  /** Nothing is. */
  ViewPins NONE = (type, epoch) -> Map.of();

  /** The lowest offset of each partition of a type's topic; of partitions with none, nothing. */
  Map<Integer, Long> pinned(ResourceType type, String epoch);
}
