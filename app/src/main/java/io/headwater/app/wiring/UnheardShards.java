package io.headwater.app.wiring;

import io.headwater.core.produce.ShardListener;

/** For a journal that need not know which partitions this node has. */
enum UnheardShards implements ShardListener {
  UNHEARD;

  @Override
  public void started(int partition) {}

  @Override
  public void stopped(int partition) {}
}
