package io.headwater.app.wiring;

import java.util.Locale;
import java.util.Optional;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** This node's place among the nodes. Thread-safe. */
final class ClusterMembership {

  private final ActorSystem<?> system;
  private final Cluster cluster;
  private volatile boolean leaving;

  private ClusterMembership(ActorSystem<?> system) {
    this.system = system;
    this.cluster = Cluster.get(system);
  }

  /** Joins the seed nodes, which goes on by itself; without any, forms a cluster of this node. */
  static ClusterMembership join(ActorSystem<?> system) {
    ClusterMembership membership = new ClusterMembership(system);
    if (system.settings().config().getStringList("pekko.cluster.seed-nodes").isEmpty()) {
      Cluster cluster = membership.cluster;
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
    return membership;
  }

  /** This node stops because it was told to. */
  void leave() {
    leaving = true;
  }

  /** Why this node does not take part; empty when it does. */
  Optional<String> problem() {
    MemberStatus status = cluster.selfMember().status();
    // Before it joins, a node counts as removed.
    if (status.equals(MemberStatus.removed()) && !cluster.isTerminated()) {
      return Optional.of(
          "this node has not joined the others yet; mend: start the first of headwater.cluster.seed-nodes, and see that this node reaches it");
    }
    return status.equals(MemberStatus.up())
        ? Optional.empty()
        : Optional.of(
            "this node is %s in its cluster".formatted(status.toString().toLowerCase(Locale.ROOT)));
  }

  /** Why this node has stopped without having been told to; empty while it runs. */
  Optional<String> failure() {
    if (leaving) {
      return Optional.empty();
    }
    Optional<CoordinatedShutdown.Reason> reason =
        CoordinatedShutdown.get(system).getShutdownReason();
    if (reason.isEmpty() && !system.getWhenTerminated().toCompletableFuture().isDone()) {
      return Optional.empty();
    }
    if (reason.equals(Optional.of(CoordinatedShutdown.clusterDowningReason()))) {
      return Optional.of(
          "this node was cut off from most of the others, which go on without it, and has stopped; mend: start it again");
    }
    return Optional.of(
        "this node has stopped by itself (%s); mend: look for the reason in its log, and start it again"
            .formatted(reason.map(Object::toString).orElse("the actor system has ended")));
  }
}
