package io.headwater.core.produce;

import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceType;
import java.util.function.BiConsumer;

/** The rows that the resources of all nodes hold, as the journal has them (port). */
@FunctionalInterface
public interface HeldRows {

  /**
   * Goes through the resources of a type, in no promised order; what was acknowledged before the
   * call is seen. The visitor must not ask the journal for anything.
   */
  void forEachHolder(ResourceType type, BiConsumer<ResourceId, ResourceRows> visitor);
}
