package io.headwater.app.wiring;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Tells when what is persisted is published; for many callers at a time. */
@FunctionalInterface
interface Publishing {

  /**
   * What is persisted by now; blocks.
   *
   * @param deadline a time of {@link System#nanoTime} when to give up
   * @return whether that is published, each time that it is asked; empty when the journal does not
   *     tell its end in time
   */
  Optional<BooleanSupplier> upToNow(long deadline);
}
