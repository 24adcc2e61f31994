package io.headwater.core.bootstrap;

import io.headwater.core.resource.ResourceType;

/** How close the bootstrap view is to the heads of the state topics (port); thread-safe. */
public interface ViewStatus {

  /** Records of the type's topic that the view has not applied yet; -1 while unknown. */
  long lag(ResourceType type);

  /**
   * Whether the view has been at the heads of all topics since it was opened, and has kept up since
   * as far as it knows: one that is merely behind has, one whose reading has stalled has not.
   */
  boolean isCaughtUp();
}
