package io.headwater.app.wiring;

import io.headwater.core.produce.ShardListener;

/** A journal that need not know which partitions this node has. */
final class UnheardShards implements ShardListener {

  @Override
  public void started(int partition) {}

  @Override
  public void stopped(int partition) {}
}
