package io.headwater.capture.capture.topics;

import io.headwater.capture.capture.ChangeLogException;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.RawRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads raw topics from the stored place on, partition by partition in order.
 *
 * <p>What is committed at their source only is read. A topic that was made anew is read from its
 * beginning, as is one that was not read before. Used by one thread, but for {@link #wakeup}.
 */
final class RawTopicsReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RawTopicsReader.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LOOK_FOR_PARTITIONS_EVERY = Duration.ofSeconds(30);

  /** A place that moves and gives no record is stored so often. */
  static final Duration STORE_PLACE_EVERY = Duration.ofSeconds(5);

  /** The longest wait for the next record of what is in the change log already. */
  private static final Duration READ_BACK_LIMIT = Duration.ofMinutes(2);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final RawTopics topics;
  private final RawPositions positions;
  private long lookedForPartitionsAtNanos = System.nanoTime();
  private boolean isAhead;
  private long givenAtNanos = System.nanoTime();

  /**
   * Places the consumer, which it closes, also when this throws.
   *
   * @throws ChangeLogException when records that were not read yet are gone
   */
  RawTopicsReader(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      RawTopics topics,
      RawPositions positions) {
    this.consumer = consumer;
    this.topics = topics;
    this.positions = positions;
    boolean isPlaced = false;
    try {
      consumer.assign(topics.partitions());
      place(topics.partitions());
      isPlaced = true;
    } finally {
      if (!isPlaced) {
        consumer.close();
      }
    }
  }

  private void place(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    for (TopicPartition partition : partitions) {
      String id = topics.id(partition.topic());
      if (positions.isMadeAnew(partition, id)) {
        LOG.warn("{} was made anew since it was read, and is read from its beginning", partition);
      }
      long beginning = beginnings.getOrDefault(partition, 0L);
      OptionalLong next = positions.next(partition, id);
      if (next.isPresent() && beginning > next.getAsLong()) {
        throw new ChangeLogException(
            ("%s is to be read from offset %d, and its records before offset %d are gone, so changes"
                    + " would be missed; mend: stop all nodes, remove the topics of the source's change"
                    + " log and headwater.offsets, have the connector of %s take a new snapshot, and"
                    + " start again")
                .formatted(partition, next.getAsLong(), beginning, partition.topic()));
      }
      consumer.seek(partition, next.orElse(beginning));
    }
  }

  /**
   * Reads again what stands before the place, so many records of each partition at most, and goes
   * back to the place.
   *
   * @param isStopped ends it early
   * @return by partition, whether it was read from its first record on
   * @throws ChangeLogException when the broker gives nothing for too long
   */
  Map<TopicPartition, Boolean> readBack(
      int records, Consumer<RawRecord> visitor, BooleanSupplier isStopped) {
    Map<TopicPartition, Boolean> fromBeginning = new HashMap<>();
    Map<TopicPartition, Long> places = new HashMap<>();
    topics.partitions().forEach(partition -> places.put(partition, consumer.position(partition)));
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(places.keySet());
    Set<TopicPartition> open = new HashSet<>();
    places.forEach(
        (partition, place) -> {
          long from = Math.max(beginnings.getOrDefault(partition, 0L), place - records);
          boolean isFirst = positions.next(partition, topics.id(partition.topic())).isEmpty();
          fromBeginning.put(partition, isFirst || from == 0);
          if (from < place) {
            consumer.seek(partition, from);
            open.add(partition);
          }
        });
    Set<TopicPartition> behind = new HashSet<>(places.keySet());
    behind.removeAll(open);
    consumer.pause(behind);
    long deadline = System.nanoTime() + READ_BACK_LIMIT.toNanos();
    while (!open.isEmpty() && !isStopped.getAsBoolean()) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      if (!polled.isEmpty()) {
        deadline = System.nanoTime() + READ_BACK_LIMIT.toNanos();
      }
      for (ConsumerRecord<byte[], byte[]> consumed : polled) {
        TopicPartition partition = new TopicPartition(consumed.topic(), consumed.partition());
        if (consumed.offset() < places.getOrDefault(partition, 0L)) {
          visitor.accept(raw(consumed));
        }
      }
      List<TopicPartition> done =
          open.stream().filter(it -> consumer.position(it) >= places.getOrDefault(it, 0L)).toList();
      consumer.pause(done);
      done.forEach(open::remove);
      if (System.nanoTime() > deadline) {
        throw new ChangeLogException(
            "the newest %d records before the stored place are to be read again, and none came within %s; check the broker of the raw topics"
                .formatted(records, READ_BACK_LIMIT));
      }
    }
    places.forEach(consumer::seek);
    consumer.resume(places.keySet());
    return fromBeginning;
  }

  /** The partitions that the last poll has read to their ends. */
  Set<TopicPartition> atEnd() {
    Set<TopicPartition> waiting = consumer.paused();
    Set<TopicPartition> atEnd = new HashSet<>();
    for (TopicPartition partition : topics.partitions()) {
      // Of one that waits, the end is not asked for.
      if (!waiting.contains(partition)
          && consumer.currentLag(partition).orElse(Long.MAX_VALUE) == 0) {
        atEnd.add(partition);
      }
    }
    return atEnd;
  }

  /** Reads what is there, waiting a moment for something; the place is behind it then. */
  List<RawRecord> poll(Set<TopicPartition> waiting) {
    addPartitionsIfDue();
    if (!consumer.paused().equals(waiting)) {
      consumer.resume(consumer.paused());
      consumer.pause(waiting);
    }
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
    List<RawRecord> records = new ArrayList<>(polled.count());
    for (TopicPartition partition : polled.partitions()) {
      for (ConsumerRecord<byte[], byte[]> consumed : polled.records(partition)) {
        records.add(raw(consumed));
      }
    }
    advance();
    return records;
  }

  /** Also over what gives no record: aborted transactions, and what was compacted. */
  private void advance() {
    for (TopicPartition partition : topics.partitions()) {
      try {
        long next = consumer.position(partition, Duration.ZERO);
        String id = topics.id(partition.topic());
        OptionalLong former = positions.next(partition, id);
        if (former.isEmpty() || former.getAsLong() != next) {
          positions.advance(partition, id, next);
          isAhead = true;
        }
      } catch (TimeoutException e) {
        LOG.debug("The place in {} is told by a later poll", partition, e);
      }
    }
  }

  /** Whether the place moved since it was given last, and enough time went by to store it. */
  boolean isPositionDue() {
    return isAhead && System.nanoTime() - givenAtNanos > STORE_PLACE_EVERY.toNanos();
  }

  /**
   * The place behind all that was polled, but for partitions of which something is still held.
   *
   * @param held by partition, the first offset that is held
   */
  StoredPosition position(Map<TopicPartition, Long> held) {
    isAhead = false;
    givenAtNanos = System.nanoTime();
    if (held.isEmpty()) {
      return positions.stored();
    }
    RawPositions behind = new RawPositions(positions);
    held.forEach(
        (partition, offset) -> behind.advance(partition, topics.id(partition.topic()), offset));
    return behind.stored();
  }

  /** The place for people: per topic, the sum of the next offsets of its partitions. */
  String shown() {
    Map<String, Long> sums = new LinkedHashMap<>();
    for (TopicPartition partition : topics.partitions()) {
      OptionalLong next = positions.next(partition, topics.id(partition.topic()));
      sums.merge(partition.topic(), next.orElse(0), Long::sum);
    }
    List<String> shown = new ArrayList<>();
    sums.forEach((topic, sum) -> shown.add(topic + "@" + sum));
    return String.join(" ", shown);
  }

  /** All partitions that are read. */
  Set<TopicPartition> partitions() {
    return Set.copyOf(topics.partitions());
  }

  /** Ends a poll that waits; any thread. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void addPartitionsIfDue() {
    long now = System.nanoTime();
    if (now - lookedForPartitionsAtNanos < LOOK_FOR_PARTITIONS_EVERY.toNanos()) {
      return;
    }
    lookedForPartitionsAtNanos = now;
    Set<TopicPartition> added = topics.added(topic -> consumer.partitionsFor(topic).size());
    if (!added.isEmpty()) {
      LOG.info("{} were added and are read from their beginning", added);
      consumer.assign(topics.partitions());
      place(topics.partitions());
    }
  }

  static RawRecord raw(ConsumerRecord<byte[], byte[]> consumed) {
    List<RawRecord.Header> headers = List.of();
    Header[] given = consumed.headers().toArray();
    if (given.length > 0) {
      headers = new ArrayList<>(given.length);
      for (Header header : given) {
        headers.add(
            new RawRecord.Header(
                header.key(), Bytes.of(header.value() == null ? new byte[0] : header.value())));
      }
    }
    return new RawRecord(
        consumed.topic(),
        consumed.partition(),
        consumed.offset(),
        Instant.ofEpochMilli(consumed.timestamp()),
        Optional.ofNullable(consumed.key()).map(Bytes::of),
        Optional.ofNullable(consumed.value()).map(Bytes::of),
        headers);
  }
}
