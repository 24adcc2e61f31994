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
    held.put(lease.id(), lease);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> release(String id) {
    held.remove(id);
    return CompletableFuture.completedStage(null);
  }
}
