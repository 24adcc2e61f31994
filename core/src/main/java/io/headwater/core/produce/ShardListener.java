package io.headwater.core.produce;

/**
 * Told when the actors of a partition may run on this node and when none of them runs any more
 * (port). A shard is a partition, so there is one for all resource types.
 *
 * <p>Calls for one partition come in turn: started, stopped, started again. Only when a partition's
 * actors start again before the end of the former ones was noticed, started comes twice and stopped
 * once, at the end of all. Implementations return at once and are thread-safe.
 */
public interface ShardListener {

  /** The first actor of the partition is about to start on this node. */
  void started(int partition);

  /** The last actor of the partition has stopped on this node; another node may take it over. */
  void stopped(int partition);
}
