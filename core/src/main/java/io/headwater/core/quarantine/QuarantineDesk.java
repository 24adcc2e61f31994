package io.headwater.core.quarantine;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** Takes wishes about quarantine records (port); thread-safe. */
public interface QuarantineDesk {

  /** Asks the sources' engines for a retry; completes when the wish is durable. */
  CompletionStage<Void> retry(Collection<QuarantineEntry> records);

  /** Removes records for good; completes when that is durable. */
  CompletionStage<Void> drop(Collection<QuarantineEntry> records);
}
