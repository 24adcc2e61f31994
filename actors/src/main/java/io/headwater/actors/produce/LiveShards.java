package io.headwater.actors.produce;

import io.headwater.core.produce.ShardListener;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Tells a {@link ShardListener} which partitions have actors on this node. Thread-safe.
 *
 * <p>A shard that starts again is another actor of the same partition, and may start before the end
 * of the former one is delivered here; so the partition has stopped when none of its shards lives.
 */
final class LiveShards {

  private final ShardListener listener;
  private final ActorRef<org.apache.pekko.actor.ActorRef> watcher;
  private final Map<org.apache.pekko.actor.ActorRef, Integer> partitions =
      new ConcurrentHashMap<>();
  private final Map<Integer, Integer> live = new HashMap<>();

  LiveShards(ActorSystem<?> system, ShardListener listener) {
    this.listener = listener;
    this.watcher = system.systemActorOf(watcher(), "live-shards", Props.empty());
  }

  /**
   * An actor of that shard is about to start; the listener has heard of the shard when this
   * returns. Called for every actor, so it is one look-up but for the shard's first.
   */
  void starting(org.apache.pekko.actor.ActorRef shard, int partition) {
    if (!partitions.containsKey(shard)) {
      started(shard, partition);
    }
  }

  /** The number of partitions that have actors on this node. */
  synchronized int count() {
    return live.size();
  }

  private synchronized void started(org.apache.pekko.actor.ActorRef shard, int partition) {
    if (partitions.containsKey(shard)) {
      return;
    }
    live.merge(partition, 1, Integer::sum);
    listener.started(partition);
    // After the listener: whoever finds the shard here may go on.
    partitions.put(shard, partition);
    watcher.tell(shard);
  }

  private synchronized void ended(org.apache.pekko.actor.ActorRef shard) {
    Integer partition = partitions.remove(shard);
    if (partition != null && live.merge(partition, -1, Integer::sum) == 0) {
      live.remove(partition);
      listener.stopped(partition);
    }
  }

  private Behavior<org.apache.pekko.actor.ActorRef> watcher() {
    return Behaviors.setup(
        context ->
            Behaviors.receive(org.apache.pekko.actor.ActorRef.class)
                .onAnyMessage(
                    shard -> {
                      Adapter.watch(context, shard);
                      return Behaviors.same();
                    })
                .onSignal(
                    Terminated.class,
                    terminated -> {
                      ended(Adapter.toClassic(terminated.getRef()));
                      return Behaviors.same();
                    })
                .build());
  }
}
