package io.headwater.bench.process;

import io.headwater.core.bootstrap.Lease;
import io.headwater.core.bootstrap.LeaseDesk;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The leases of a server that gives none. */
final class NoLeases implements LeaseDesk {

  @Override
  public Optional<Lease> lease(String id) {
    return Optional.empty();
  }

  @Override
  public boolean isFull() {
    return true;
  }

  @Override
  public CompletionStage<Void> hold(Lease lease) {
    return CompletableFuture.failedStage(new IllegalStateException("no lease is given here"));
  }

  @Override
  public CompletionStage<Void> release(String id) {
    return CompletableFuture.completedStage(null);
  }
}
