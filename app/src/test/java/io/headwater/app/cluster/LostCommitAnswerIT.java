package io.headwater.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The broker commits, and its answer does not arrive: the connection is cut instead. */
class LostCommitAnswerIT {

  private static final int JOURNAL_LOSSES = 6;
  private static final int CAPTURE_LOSSES = 2;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void nothingIsLostAndNothingIsWrittenTwice() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 2, Set.of(1, 2))) {
      cluster.startTraffic();
      cluster.awaitAllWrite();
      KafkaProxy proxy = cluster.servers().proxy();
      for (int loss = 1; loss <= JOURNAL_LOSSES; loss++) {
        lose(proxy, "headwater-journal-");
        cluster.awaitCounted(10);
      }
      for (int loss = 1; loss <= CAPTURE_LOSSES; loss++) {
        lose(proxy, "headwater-capture-");
        cluster.awaitCounted(10);
      }
      cluster.awaitAllCounted("the lost answers");
      cluster.verify();
    }
  }

  private static void lose(KafkaProxy proxy, String writer) throws Exception {
    LostAnswer lost = proxy.loseAnswer(Selection.commitsOf(writer));
    assertThat(lost.await(LIMIT)).as("the broker has committed").isEqualTo(Errors.NONE);
  }
}
