package io.headwater.app.wiring;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic forgets.
 *
 * @param ways as Kafka calls them
 */
record CleanupPolicy(Set<String> ways) {

  CleanupPolicy {
    ways = Set.copyOf(ways);
  }

  /** The policy of a topic's {@code cleanup.policy}. */
  static CleanupPolicy of(String text) {
    return new CleanupPolicy(Set.copyOf(List.of(text.strip().split("\\s*,\\s*"))));
  }

  /** Whether it compacts and forgets in no other way than another does; in fewer it may. */
  boolean keepsAsMuchAs(CleanupPolicy other) {
    return ways.contains(TopicConfig.CLEANUP_POLICY_COMPACT) && other.ways.containsAll(ways);
  }

  /** Whether records go by their age. */
  boolean deletes() {
    return ways.contains(TopicConfig.CLEANUP_POLICY_DELETE);
  }
}
