package io.headwater.app.cluster;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** How the tests' nodes are configured: quick to find out that one of them is gone. */
final class ClusterSettings {

  /** A node that is silent for so long is taken for unreachable; a busy machine is slow, too. */
  private static final Duration SILENCE = Duration.ofSeconds(6);

  /** An unreachable node is taken out after so long. */
  private static final Duration STABLE_AFTER = Duration.ofSeconds(3);

  private ClusterSettings() {}

  /**
   * Lines of the block {@code headwater}.
   *
   * @param port where the other nodes reach this one
   * @param seeds the ports of the nodes that a newcomer asks; none for a node of its own
   */
  static List<String> headwater(String name, int port, List<Integer> seeds) {
    return List.of(
        "cluster { node-name = \"%s\", host = \"127.0.0.1\", port = %d, seed-nodes = [%s] }"
            .formatted(
                name,
                port,
                seeds.stream()
                    .map("\"127.0.0.1:%d\""::formatted)
                    .collect(Collectors.joining(", "))),
        "produce.command-timeout = 3s",
        // Longer than any wait here: what a dead node left open must be ended by its successor.
        "persistence.journal.transaction-timeout = 5m",
        "publish.transaction-timeout = 5m",
        // Who is alive hands over, however busy the machine is; who is not is fenced at once.
        "persistence.journal.hand-over-wait = 1m");
  }

  /** Pekko's own keys. */
  static String pekko() {
    return """
        pekko.cluster {
          failure-detector {
            heartbeat-interval = 500ms
            acceptable-heartbeat-pause = %dms
          }
          split-brain-resolver {
            stable-after = %dms
            down-all-when-unstable = off
          }
        }
        """
        .formatted(SILENCE.toMillis(), STABLE_AFTER.toMillis());
  }
}
