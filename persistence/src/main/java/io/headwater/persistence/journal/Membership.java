package io.headwater.persistence.journal;

import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterActorRefProvider;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;

/**
 * Which nodes are thought alive. It decides how politely a partition is taken over, never whether
 * that is safe: safety is the broker's fencing.
 *
 * @param self this node's address in its cluster, with the number of its start; empty outside of
 *     one
 * @param alive whether the node of such an address is a reachable member
 */
record Membership(String self, Predicate<String> alive) {

  /** A node by itself: whoever else was there is gone. */
  static final Membership NONE = new Membership("", node -> false);

  /** The membership of an actor system, which may have no cluster. */
  static Membership of(ActorSystem system) {
    if (!(system instanceof ExtendedActorSystem extended)
        || !(extended.provider() instanceof ClusterActorRefProvider)) {
      return NONE;
    }
    Cluster cluster = Cluster.get(system);
    return new Membership(
        cluster.selfUniqueAddress().toString(), node -> isAlive(cluster.state(), node));
  }

  private static boolean isAlive(CurrentClusterState state, String node) {
    return StreamSupport.stream(state.getMembers().spliterator(), false)
        .filter(member -> member.uniqueAddress().toString().equals(node))
        .anyMatch(
            member ->
                !state.getUnreachable().contains(member)
                    && !member.status().equals(MemberStatus.down())
                    && !isRemoved(member));
  }

  private static boolean isRemoved(Member member) {
    return member.status().equals(MemberStatus.removed());
  }
}
