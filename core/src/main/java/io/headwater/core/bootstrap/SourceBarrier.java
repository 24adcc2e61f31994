package io.headwater.core.bootstrap;

import io.headwater.core.resource.ResourceType;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Tells when the view holds what a source had committed (port); thread-safe, never blocks. */
public interface SourceBarrier {

  /**
   * Waits until everything that the source committed up to a position is in the view.
   *
   * @param position a place in the source's log, as the source's database writes it
   * @param wait how long at most; zero to ask without waiting
   * @return true when it is in the view, false when it is not in time; fails with {@link
   *     IllegalArgumentException}, whose message is for the client, when there is no such source or
   *     the position is not one
   */
  CompletionStage<Boolean> reached(
      ResourceType type, String source, String position, Duration wait);
}
