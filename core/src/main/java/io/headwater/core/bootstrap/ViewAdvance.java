package io.headwater.core.bootstrap;

import io.headwater.core.resource.ResourceType;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells who waits that the view has moved on. Thread-safe; never blocks.
 *
 * <p>To miss nothing, take {@link #next} first, then look at the view, then wait.
 */
public final class ViewAdvance {

  private final Map<ResourceType, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

  /** Completes when the type moves on after this call; all callers share one future. */
  public CompletableFuture<Void> next(ResourceType type) {
    return waiting.computeIfAbsent(type, unused -> new CompletableFuture<>());
  }

  /** The type has moved on. */
  public void moved(ResourceType type) {
    CompletableFuture<Void> told = waiting.remove(type);
    if (told != null) {
      told.complete(null);
    }
  }
}
