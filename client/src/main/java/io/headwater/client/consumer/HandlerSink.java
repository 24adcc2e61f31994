package io.headwater.client.consumer;

import java.util.List;
import java.util.Optional;

/** A handler and a position store as a sink: the position is stored after the effects. */
public final class HandlerSink implements StateSink {

  private final ResourceHandler handler;
  private final PositionStore store;

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
    for (StateChange change : changes) {
      switch (change) {
        case StateChange.Upsert upsert -> handler.upsert(upsert);
        case StateChange.Delete delete -> handler.delete(delete);
      }
    }
    store.store(position);
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
