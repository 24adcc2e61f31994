package io.headwater.app.wiring;

import io.headwater.core.produce.ShardListener;

/** For a journal that does not mind where the shards are. */
enum IndifferentShards implements ShardListener {
  INDIFFERENT;

  @Override
  public void started(int partition) {}

  @Override
  public void stopped(int partition) {}
}
