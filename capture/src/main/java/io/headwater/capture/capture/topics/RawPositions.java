package io.headwater.capture.capture.topics;

import io.headwater.core.capture.StoredPosition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to where raw topics are read: the next offset of each partition, with the id of the topic that
 * has it.
 *
 * <p>Stored as {@code topic-partition -> next-offset@topic-id}: an offset in a topic that was made
 * anew since is none. Not thread-safe.
 */
final class RawPositions {

  private static final String SOURCE = "source";
  private static final char SEPARATOR = '@';

  private final String source;
  private final Map<String, Object> next = new HashMap<>();

  RawPositions(String source, Optional<StoredPosition> stored) {
    this.source = source;
    stored.ifPresent(position -> next.putAll(position.offset()));
  }

  /** A copy. */
  RawPositions(RawPositions other) {
    this.source = other.source;
    next.putAll(other.next);
  }

  /** The next offset of a partition; empty when nothing of this topic was read. */
  OptionalLong next(TopicPartition partition, String topicId) {
    if (next.get(partition.toString()) instanceof String stored) {
      int at = stored.indexOf(SEPARATOR);
      if (at > 0 && stored.substring(at + 1).equals(topicId)) {
        return OptionalLong.of(Long.parseLong(stored.substring(0, at)));
      }
    }
    return OptionalLong.empty();
  }

  /** Whether a topic of the same name was read that is another one. */
  boolean isMadeAnew(TopicPartition partition, String topicId) {
    return next.containsKey(partition.toString()) && next(partition, topicId).isEmpty();
  }

  void advance(TopicPartition partition, String topicId, long offset) {
    next.put(partition.toString(), offset + "" + SEPARATOR + topicId);
  }

  StoredPosition stored() {
    return new StoredPosition(Map.of(SOURCE, source), next);
  }
}
