package io.headwater.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is paused with SIGSTOP in the middle of a transaction, for longer than the others wait for
 * it, and then goes on as if nothing had happened.
 */
class PausedNodeIT {

  private static final int NODES = 3;
  private static final int PAUSED = 1;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void itsLateWriteIsRefusedByTheBroker() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, NODES, Set.of(PAUSED))) {
      cluster.startTraffic();
      cluster.awaitAllWrite();
      ClusterNode paused = cluster.node(PAUSED);
      KafkaProxy proxy = cluster.servers().proxy();
      HeldRequest commit = proxy.hold(Selection.commitsOf("headwater-journal-"));
      commit.awaitHeld(LIMIT);
      paused.pause();

      // Its open transaction hides what comes after; so all counted means it was ended by others.
      cluster.awaitAllCounted(paused.name() + " is paused");
      commit.release();
      assertThat(commit.answer(LIMIT))
          .as("what the broker says to the commit that was under way")
          .isIn(Errors.PRODUCER_FENCED, Errors.INVALID_PRODUCER_EPOCH, Errors.INVALID_TXN_STATE);

      paused.resume();
      int exit = paused.awaitExit();
      assertThat(exit).as(cluster::lastWords).isNotZero();
      assertThat(paused.log()).contains("another process has taken this writer's place");
      cluster.awaitAllCounted(paused.name() + " has gone on and ended");

      paused.start();
      paused.awaitServing();
      cluster.awaitAllWrite();
      cluster.awaitAllCounted(paused.name() + " is back");
      cluster.verify();
    }
  }
}
