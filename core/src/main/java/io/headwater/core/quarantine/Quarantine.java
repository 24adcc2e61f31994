package io.headwater.core.quarantine;

import java.util.concurrent.CompletionStage;

/** Where refused input is kept (port); thread-safe. */
public interface Quarantine {

  /** Keeps a record; completes when it is durable, and never drops one silently. */
  CompletionStage<Void> keep(QuarantineRecord refused);
}
