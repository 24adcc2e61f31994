package io.headwater.core.quarantine;

import io.headwater.core.resource.ResourceKey;
import java.util.concurrent.CompletionStage;

/** Where refused input is kept (port); thread-safe. */
public interface Quarantine {

  /** Keeps a record; completes when it is durable, and never drops one silently. */
  CompletionStage<Void> keep(QuarantineRecord refused);

  /** Says that no document of the resource is withheld any more; completes when it is durable. */
  CompletionStage<Void> published(String source, ResourceKey resource);

  /**
   * Whether a withheld document of the resource is known; one that was kept just now may not be.
   * Asked for every command, so it costs nothing while none is withheld.
   */
  boolean isWithheld(String source, ResourceKey resource);
}
