package io.headwater.http.server;

import io.headwater.core.bootstrap.Lease;
import io.headwater.core.bootstrap.LeaseDesk;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Leases in memory. */
final class InMemoryLeases implements LeaseDesk {

  final Map<String, Lease> held = new ConcurrentHashMap<>();
  volatile boolean isFull;
  volatile boolean isAway;
  volatile Runnable onHold = () -> {};

  @Override
  public Optional<Lease> lease(String id) {
    return Optional.ofNullable(held.get(id));
  }

  @Override
  public boolean isFull() {
    return isFull;
  }

  @Override
  public CompletionStage<Void> hold(Lease lease) {
    if (isAway) {
      return CompletableFuture.failedStage(new IllegalStateException("away"));
    }
    held.put(lease.id(), lease);
    onHold.run();
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> release(String id) {
    if (isAway) {
      return CompletableFuture.failedStage(new IllegalStateException("away"));
    }
    held.remove(id);
    return CompletableFuture.completedStage(null);
  }
}
