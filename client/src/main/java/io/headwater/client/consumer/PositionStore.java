package io.headwater.client.consumer;

import java.util.Optional;

/** Where a consumer's position is kept when its target cannot keep it; one thread at a time. */
public interface PositionStore {

  /** The position that was stored last; empty when there is none. */
  Optional<String> load() throws Exception;

  /** Stores a position so that it outlives this process, whole or not at all. */
  void store(String position) throws Exception;
}
