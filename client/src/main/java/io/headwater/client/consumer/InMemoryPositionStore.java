package io.headwater.client.consumer;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps a position as long as the process lives, for targets that live no longer either. */
public final class InMemoryPositionStore implements PositionStore {

  private volatile @Nullable String position;

  /** A store that holds nothing. */
  public InMemoryPositionStore() {}

  @Override
  public Optional<String> load() {
    return Optional.ofNullable(position);
  }

  @Override
  public void store(String next) {
    position = next;
  }
}
