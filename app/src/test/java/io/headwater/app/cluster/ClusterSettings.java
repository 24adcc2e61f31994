package io.headwater.app.cluster;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** How the tests' nodes are configured: quick to find out that one of them is gone. */
final class ClusterSettings {

  /** A node that is silent for so long is taken for unreachable. */
  private static final Duration SILENCE = Duration.ofSeconds(4);

  /** An unreachable node is taken out after so long. */
  private static final Duration STABLE_AFTER = Duration.ofSeconds(3);

  private ClusterSettings() {}

  /** Lines of the block {@code headwater}. */
  static String headwater(String name) {
    return """
        persistence.journal.writer-id = "%s"
        produce.command-timeout = 3s"""
        .formatted(name);
  }

  /**
   * Pekko's own keys.
   *
   * @param port where the other nodes reach this one
   * @param seeds the ports of the nodes that a newcomer asks; none for a node of its own
   */
  static String pekko(int port, List<Integer> seeds) {
    return """
        pekko {
          remote.artery.canonical { hostname = "127.0.0.1", port = %d }
          cluster {
            seed-nodes = [%s]
            failure-detector {
              heartbeat-interval = 500ms
              acceptable-heartbeat-pause = %dms
            }
            split-brain-resolver {
              active-strategy = keep-majority
              stable-after = %dms
              down-all-when-unstable = off
            }
            sharding.rebalance-interval = 2s
          }
        }
        """
        .formatted(
            port,
            seeds.stream()
                .map("\"pekko://headwater@127.0.0.1:%d\""::formatted)
                .collect(Collectors.joining(", ")),
            SILENCE.toMillis(),
            STABLE_AFTER.toMillis());
  }
}
