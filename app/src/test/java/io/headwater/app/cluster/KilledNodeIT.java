package io.headwater.app.cluster;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is killed with SIGKILL under load: first the one that has the engine, then another. The
 * others take its work over, and it comes back.
 */
class KilledNodeIT {

  private static final int NODES = 3;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void theOthersTakeOverAndItComesBack() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, NODES, Set.of())) {
      cluster.startTraffic();
      cluster.awaitAllWrite();
      for (int killed : new int[] {1, NODES}) {
        ClusterNode node = cluster.node(killed);
        node.kill();
        cluster.awaitAllCounted(node.name() + " is dead");

        node.start();
        node.awaitReady();
        cluster.awaitAllWrite();
        cluster.awaitAllCounted(node.name() + " is back");
      }
      cluster.verify();
    }
  }
}
