package io.headwater.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is paused with SIGSTOP in the middle of a transaction, for longer than the others wait for
 * it, and then goes on as if nothing had happened. What it had sent arrives after it was replaced:
 * first commits of the journal and of the change log, then records of another node's journal.
 */
class PausedNodeIT {

  private static final int NODES = 3;
  private static final int OLDEST = 1;
  private static final int YOUNGEST = 3;
  private static final String FENCINGS = "headwater_journal_fencings_total";
  private static final String WRITER = "headwater-journal-node-";
  private static final String CAPTURE = "headwater-capture-";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void itsLateWriteIsRefusedByTheBroker() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, NODES, Set.of(OLDEST, YOUNGEST))) {
      cluster.startTraffic();
      cluster.awaitAllWrite();
      pause(
          cluster,
          OLDEST,
          List.of(Selection.commitsOf(WRITER + OLDEST), Selection.commitsOf(CAPTURE)));
      pause(cluster, YOUNGEST, List.of(Selection.writesOf(WRITER + YOUNGEST)));
      cluster.verify();
    }
  }

  private static void pause(TestCluster cluster, int number, List<Selection> underWay)
      throws Exception {
    ClusterNode paused = cluster.node(number);
    double fencings = fencings(cluster, paused);
    List<HeldRequest> late = new ArrayList<>();
    for (Selection selection : underWay) {
      HeldRequest held = cluster.servers().proxy().hold(selection);
      held.awaitHeld(LIMIT);
      late.add(held);
    }
    paused.pause();

    // Its open transactions hide what comes after; so all counted means they were ended by others.
    cluster.awaitAllCounted(paused.name() + " is paused");
    for (HeldRequest held : late) {
      held.release();
      assertThat(held.answer(LIMIT))
          .as("what the broker says to what was under way")
          .isIn(HeldRequest.REFUSALS);
    }
    assertThat(fencings(cluster, paused)).isGreaterThan(fencings);

    paused.resume();
    int exit = paused.awaitExit();
    assertThat(exit).as(cluster::lastWords).isNotZero();
    assertThat(paused.log()).contains("another process has taken this writer's place");

    paused.start();
    paused.awaitReady();
    cluster.awaitAllWrite();
    cluster.awaitAllCounted(paused.name() + " is back");
  }

  /** How many writers the other nodes have fenced. */
  private static double fencings(TestCluster cluster, ClusterNode paused) {
    return IntStream.rangeClosed(1, NODES)
        .mapToObj(cluster::node)
        .filter(node -> !node.name().equals(paused.name()))
        .mapToDouble(node -> node.metric(FENCINGS))
        .sum();
  }
}
