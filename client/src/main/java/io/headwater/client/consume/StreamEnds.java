package io.headwater.client.consume;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Where a topic's committed records ended at some moment.
 *
 * @param offsets per partition, the offset behind the last record
 */
record StreamEnds(String topic, SortedMap<Integer, Long> offsets) {

  /** Asks the brokers. */
  static StreamEnds ask(
      Consumer<byte[], byte[]> consumer, String topic, Set<Integer> partitions, Duration limit) {
    Duration wait =
        limit.compareTo(StateFollower.BROKER_LIMIT) < 0 ? limit : StateFollower.BROKER_LIMIT;
    SortedMap<Integer, Long> ends = new TreeMap<>();
    try {
      // With read_committed this is where the first open transaction begins, not the last record.
      consumer
          .endOffsets(
              partitions.stream().map(partition -> new TopicPartition(topic, partition)).toList(),
              wait)
          .forEach((partition, end) -> ends.put(partition.partition(), end));
    } catch (TimeoutException e) {
      throw new FollowTimeoutException(topic, wait, partitions, e);
    }
    return new StreamEnds(topic, ends);
  }

  void requireNotBefore(SortedMap<Integer, Long> positions) {
    SortedMap<Integer, Long> beyond = new TreeMap<>(positions);
    beyond.entrySet().removeIf(next -> next.getValue() <= offsets.getOrDefault(next.getKey(), 0L));
    if (!beyond.isEmpty()) {
      throw new PositionLostException(lost(topic, beyond + ", beyond the ends " + offsets));
    }
  }

  /** Per partition that is not at its end, the number of offsets left. */
  SortedMap<Integer, Long> left(SortedMap<Integer, Long> positions) {
    SortedMap<Integer, Long> left = new TreeMap<>();
    positions.forEach(
        (partition, next) -> {
          long behind = offsets.getOrDefault(partition, 0L) - next;
          if (behind > 0) {
            left.put(partition, behind);
          }
        });
    return left;
  }

  static String lost(String topic, String which) {
    return String.format(
        Locale.ROOT,
        "Topic %s no longer has the positions %s: it was recreated, cut or cleaned. Discard what"
            + " was folded and start again from a new bootstrap.",
        topic,
        which);
  }
}
