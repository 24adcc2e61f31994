package io.headwater.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Under load a third node joins and takes a share, and the node that has the engine leaves. */
class RebalanceIT {

  private static final int ENDED_BY_SIGTERM = 128 + 15;
  private static final String FENCINGS = "headwater_journal_fencings_total";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void nothingIsLostAndNothingIsWrittenTwice() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 2, Set.of())) {
      cluster.startTraffic();
      cluster.awaitAllWrite();

      cluster.join();
      cluster.awaitAllWrite();
      cluster.awaitAllCounted("a node has joined");

      double fencings = fencings(cluster);
      int said = cluster.node(1).log().length();
      int exit = cluster.node(1).leave();
      assertThat(exit).as(cluster::lastWords).isEqualTo(ENDED_BY_SIGTERM);
      assertThat(cluster.node(1).log().substring(said)).doesNotContain("UNREACHABLE");
      cluster.awaitCounted(100);
      cluster.awaitAllCounted("a node has left");
      assertThat(fencings(cluster)).as("fencings by those that stay").isEqualTo(fencings);
      cluster.verify();
    }
  }

  private static double fencings(TestCluster cluster) {
    return cluster.node(2).metric(FENCINGS) + cluster.node(3).metric(FENCINGS);
  }
}
