package io.headwater.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * With the journal in PostgreSQL one node publishes for all. It is killed, stopped and paused, and
 * loses the broker's answers, under load: another node goes on where it was.
 */
class JdbcPublisherIT {

  /** Of two, only the one with the lower address would go on. */
  private static final int NODES = 3;

  private static final int LOSSES = 3;
  private static final String PUBLISHED = "headwater_state_records_total";
  private static final String PUBLISHER = "headwater-publish-";
  private static final Selection COMMITS = Selection.commitsOf(PUBLISHER);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void anotherNodePublishesWhenThePublisherIsKilledOrStopped() throws Exception {
    try (TestCluster cluster = start(Set.of())) {
      ClusterNode killed = awaitPublisher(cluster);
      killed.kill();
      cluster.awaitAllCounted(killed.name() + " is dead");
      ClusterNode second = awaitPublisher(cluster);
      assertThat(second).isNotSameAs(killed);

      killed.start();
      killed.awaitReady();
      cluster.awaitAllCounted(killed.name() + " is back");

      second.leave();
      cluster.awaitCounted(100);
      cluster.awaitAllCounted(second.name() + " has left");
      assertThat(awaitPublisher(cluster)).isNotSameAs(second);
      cluster.verify();
    }
  }

  @Test
  void commitsOfUnknownOutcomeAndLateOnesPublishNothingTwice() throws Exception {
    try (TestCluster cluster = start(Set.of(1, 2, NODES))) {
      KafkaProxy proxy = cluster.servers().proxy();
      for (int loss = 1; loss <= LOSSES; loss++) {
        LostAnswer lost = proxy.loseAnswer(COMMITS);
        assertThat(lost.await(LIMIT)).as("the broker has committed").isEqualTo(Errors.NONE);
        cluster.awaitCounted(10);
      }
      cluster.awaitAllCounted("the lost answers");

      ClusterNode fenced = awaitPublisher(cluster);
      HeldRequest late = pauseInACommit(cluster, fenced);
      // Its open transaction hides what comes after, until its successor has ended it.
      cluster.awaitAllCounted(fenced.name() + " is paused");
      late.release();
      assertThat(late.answer(LIMIT))
          .as("what the broker says to the late commit")
          .isIn(HeldRequest.REFUSALS);
      restart(cluster, fenced);

      ClusterNode inTime = awaitPublisher(cluster);
      HeldRequest last = pauseInACommit(cluster, inTime);
      HeldRequest successor = proxy.hold(Selection.openingsOf(PUBLISHER));
      successor.awaitHeld(LIMIT);
      last.release();
      assertThat(last.answer(LIMIT)).as("nobody has fenced it").isEqualTo(Errors.NONE);
      successor.release();
      cluster.awaitAllCounted(inTime.name() + " has committed before its successor came");
      restart(cluster, inTime);
      cluster.verify();
    }
  }

  private static HeldRequest pauseInACommit(TestCluster cluster, ClusterNode publisher)
      throws Exception {
    HeldRequest commit = cluster.servers().proxy().hold(COMMITS);
    commit.awaitHeld(LIMIT);
    publisher.pause();
    return commit;
  }

  /** The others have taken it for lost, so it ends when it goes on. */
  private static void restart(TestCluster cluster, ClusterNode paused) throws Exception {
    paused.resume();
    assertThat(paused.awaitExit()).as(cluster::lastWords).isNotZero();
    paused.start();
    paused.awaitReady();
    cluster.awaitAllCounted(paused.name() + " is back");
  }

  private TestCluster start(Set<Integer> proxied) throws Exception {
    TestCluster cluster = TestCluster.start(folder, NODES, proxied, TestCluster.Journal.POSTGRES);
    cluster.startTraffic();
    return cluster;
  }

  /** Waits until a node publishes, and gives it; the load must go on. */
  private static ClusterNode awaitPublisher(TestCluster cluster) {
    Map<ClusterNode, Double> before = new HashMap<>();
    running(cluster).forEach(node -> before.put(node, node.metric(PUBLISHED)));
    return await("a publisher")
        .atMost(LIMIT)
        .pollInterval(LOOK_EVERY)
        .until(
            () ->
                running(cluster)
                    .filter(node -> node.metric(PUBLISHED) > before.getOrDefault(node, 0.0))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static Stream<ClusterNode> running(TestCluster cluster) {
    return IntStream.rangeClosed(1, NODES).mapToObj(cluster::node).filter(ClusterNode::isRunning);
  }
}
