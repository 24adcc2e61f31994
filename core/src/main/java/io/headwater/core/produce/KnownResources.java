package io.headwater.core.produce;

import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceType;
import java.util.function.Consumer;

/**
 * Which resources the journal of this node knows (port); a source snapshot uses it to find those
 * that disappeared.
 */
@FunctionalInterface
public interface KnownResources {

  /** Goes through the ids of a type, deleted ones included, in no promised order. */
  void forEach(ResourceType type, Consumer<ResourceId> visitor);
}
