package io.headwater.capture.capture.topics;

import io.headwater.capture.capture.ChangeLogException;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.resource.Topics;
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
 * anew since is none. With them it is stored how changes are routed to the partitions of the change
 * log. Not thread-safe.
 */
final class RawPositions {

  private static final String SOURCE = "source";

  /** No partition is called so, as their names end with a number. */
  private static final String ROUTING = "routing";

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

  /**
   * Keeps how changes are routed. Another way would append a row's newer changes to another
   * partition than its older ones, where nothing tells which are newer.
   *
   * @throws ChangeLogException when they were routed in another way
   */
  void route(String routing) {
    Object former = next.putIfAbsent(ROUTING, routing);
    if (former != null && !former.equals(routing)) {
      throw new ChangeLogException(
          ("the changes of source '%s' stand in the %s of %s, and would now go to the %s, so a row's"
                  + " newer changes would not stand behind its older ones; mend: configure the"
                  + " source's 'transactions' and the topic's number of partitions as before, or stop"
                  + " all nodes, remove the topics of the source's change log and headwater.offsets,"
                  + " have the connector take a new snapshot, and start again")
              .formatted(source, former, Topics.changes(source), routing));
    }
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
