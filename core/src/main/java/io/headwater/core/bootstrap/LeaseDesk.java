package io.headwater.core.bootstrap;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Gives leases and takes them back (port); thread-safe, never blocks. */
public interface LeaseDesk {

  /** A lease that is known; empty when it is not, or has ended. */
  Optional<Lease> lease(String id);

  /** Whether no more leases may be given. */
  boolean isFull();

  /**
   * Gives a lease, or another form of one; completes when every node will know of it. When it
   * fails, the lease is as it was before.
   */
  CompletionStage<Void> hold(Lease lease);

  /** Ends a lease; when it fails, the lease is as it was before. */
  CompletionStage<Void> release(String id);
}
