package io.headwater.client.consumer;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A handler and a position store as a sink: the position is stored after the effects.
 *
 * <p>What was handled in a list that failed is left out when it comes again in a smaller one.
 */
public final class HandlerSink implements StateSink {

  private final ResourceHandler handler;
  private final PositionStore store;
  private final Set<StateChange> handled = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Calls that handler, and keeps the position in that store. */
  public HandlerSink(ResourceHandler handler, PositionStore store) {
    this.handler = handler;
    this.store = store;
  }

  @Override
  public Optional<String> position() throws Exception {
    return store.load();
  }

  @Override
  public void apply(List<StateChange> changes, String position) throws Exception {
    if (changes.stream().noneMatch(handled::contains)) {
      handled.clear();
    }
    for (StateChange change : changes) {
      if (!handled.contains(change)) {
        handle(change);
        handled.add(change);
      }
    }
    store.store(position);
    changes.forEach(handled::remove);
  }

  private void handle(StateChange change) throws Exception {
    switch (change) {
      case StateChange.Upsert upsert -> handler.upsert(upsert);
      case StateChange.Delete delete -> handler.delete(delete);
    }
  }

  @Override
  public void beginReplacement(long generation, String position) throws Exception {
    handler.bootstrapStarted(generation);
    store.store(position);
  }

  @Override
  public void completeReplacement(long generation, String position) throws Exception {
    handler.bootstrapCompleted(generation);
    store.store(position);
  }

  @Override
  public boolean isAtomic() {
    return false;
  }

  /** Does nothing: handler and store are the caller's. */
  @Override
  public void close() {}
}
