package io.headwater.app.cluster;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The broker is stopped and started again under load. */
class BrokerRestartIT {

  private static final int RESTARTS = 2;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void nothingIsLostAndNothingIsWrittenTwice() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 2, Set.of())) {
      cluster.startTraffic();
      cluster.awaitAllWrite();
      for (int restart = 1; restart <= RESTARTS; restart++) {
        cluster.servers().restartBroker();
        cluster.awaitCounted(100);
        cluster.awaitAllCounted("restart " + restart);
      }
      cluster.verify();
    }
  }
}
