package io.headwater.client.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads the committed records of one state topic, from given positions on.
 *
 * <p>Each partition is delivered in offset order; between partitions there is no order. A record
 * counts as handled when the handler returned; when it throws, that record and those after it are
 * delivered again. Nothing is committed to Kafka: the positions are the caller's to keep. One
 * thread at a time.
 */
public final class StateFollower implements AutoCloseable {

  /** How long one question to the brokers (partitions, offsets) may take. */
  public static final Duration BROKER_LIMIT = Duration.ofSeconds(30);

  /** How long closing may take. */
  public static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private static final Duration POLL_WAIT = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final SortedMap<Integer, Long> positions;

  private StateFollower(
      Consumer<byte[], byte[]> consumer, String topic, SortedMap<Integer, Long> positions) {
    this.consumer = consumer;
    this.topic = topic;
    this.positions = positions;
    consumer.assign(partitions());
    rewind();
  }

  /**
   * Follows from those positions, in the partitions they name.
   *
   * @param kafkaSettings consumer settings, at least {@code bootstrap.servers}; isolation, offset
   *     reset, auto-commit and deserializers are overridden
   * @param positions per partition, the next offset to consume; at least one
   */
  public static StateFollower from(
      Map<String, Object> kafkaSettings, String topic, Map<Integer, Long> positions) {
    checkPositions(positions);
    return from(new KafkaConsumer<>(settings(kafkaSettings)), topic, positions);
  }

  /**
   * Follows all of the topic's present partitions from their beginning.
   *
   * @param kafkaSettings as for {@link #from}
   */
  public static StateFollower fromBeginning(Map<String, Object> kafkaSettings, String topic) {
    return fromBeginning(new KafkaConsumer<>(settings(kafkaSettings)), topic);
  }

  static StateFollower from(
      Consumer<byte[], byte[]> consumer, String topic, Map<Integer, Long> positions) {
    checkPositions(positions);
    return closingOnFailure(
        consumer, () -> new StateFollower(consumer, topic, new TreeMap<>(positions)));
  }

  static StateFollower fromBeginning(Consumer<byte[], byte[]> consumer, String topic) {
    return closingOnFailure(
        consumer, () -> new StateFollower(consumer, topic, beginning(consumer, topic)));
  }

  /**
   * Waits for records until some arrive or the wait is over, and delivers them.
   *
   * @param handler receives the records on this thread; what it throws is passed on
   * @return the number of records delivered
   * @throws MalformedStateRecordException at a record that is no state record; the position stays
   *     before it
   * @throws PositionLostException when the topic no longer has a position
   */
  public int poll(Duration wait, java.util.function.Consumer<DeliveredRecord> handler) {
    ConsumerRecords<byte[], byte[]> records = fetch(wait);
    boolean handled = false;
    try {
      deliver(records, handler);
      handled = true;
    } finally {
      if (!handled) {
        rewind();
      }
    }
    // Past transaction markers and compacted offsets too, which no record stands for.
    for (TopicPartition partition : consumer.assignment()) {
      positions.put(partition.partition(), consumer.position(partition, BROKER_LIMIT));
    }
    return records.count();
  }

  /**
   * Delivers everything up to the end of the topic's committed records at the time of the call.
   *
   * <p>The end is what the brokers let readers of committed records see. A transaction becomes
   * visible shortly after its writer's commit returned, not at once: who waits for a certain record
   * calls this again until it is there.
   *
   * @param limit how long that may take, including the question where the end is; more than zero
   * @return the number of records delivered
   * @throws FollowTimeoutException with the offsets left per partition when the time is up
   * @throws PositionLostException when the topic ends before a position, or no longer has it
   */
  public long readToEnd(Duration limit, java.util.function.Consumer<DeliveredRecord> handler) {
    long start = System.nanoTime();
    StreamEnds ends = StreamEnds.ask(consumer, topic, positions.keySet(), limit);
    ends.requireNotBefore(positions);
    long delivered = 0;
    SortedMap<Integer, Long> lag = ends.left(positions);
    while (!lag.isEmpty()) {
      Duration left = limit.minusNanos(System.nanoTime() - start);
      if (left.isNegative() || left.isZero()) {
        throw new FollowTimeoutException(topic, limit, lag);
      }
      delivered += poll(left.compareTo(POLL_WAIT) < 0 ? left : POLL_WAIT, handler);
      lag = ends.left(positions);
    }
    return delivered;
  }

  /**
   * Leaves a partition out of what is read, until it is resumed.
   *
   * @param next the offset to go on from then
   */
  public void pause(int partition, long next) {
    consumer.pause(List.of(partition(partition)));
    consumer.seek(partition(partition), next);
    positions.put(partition, next);
  }

  /** Reads that partition again. */
  public void resume(int partition) {
    consumer.resume(List.of(partition(partition)));
  }

  /**
   * Per partition followed, the offset behind the last committed record as of now.
   *
   * @throws PositionLostException when a position is beyond it
   * @throws FollowTimeoutException when the brokers do not answer within the limit
   */
  public SortedMap<Integer, Long> ends(Duration limit) {
    StreamEnds ends = StreamEnds.ask(consumer, topic, positions.keySet(), limit);
    ends.requireNotBefore(positions);
    return ends.offsets();
  }

  /** Per partition followed, the next offset to consume: everything before it was handled. */
  public SortedMap<Integer, Long> positions() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(positions));
  }

  /** The topic followed. */
  public String topic() {
    return topic;
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
  }

  private void deliver(
      ConsumerRecords<byte[], byte[]> records,
      java.util.function.Consumer<DeliveredRecord> handler) {
    List<TopicPartition> present = new ArrayList<>(records.partitions());
    present.sort(Comparator.comparingInt(TopicPartition::partition));
    for (TopicPartition partition : present) {
      for (ConsumerRecord<byte[], byte[]> kafkaRecord : records.records(partition)) {
        handler.accept(StateRecordReader.read(kafkaRecord));
        positions.put(partition.partition(), kafkaRecord.offset() + 1);
      }
    }
  }

  private ConsumerRecords<byte[], byte[]> fetch(Duration wait) {
    try {
      return consumer.poll(wait);
    } catch (OffsetOutOfRangeException e) {
      throw new PositionLostException(
          StreamEnds.lost(topic, e.offsetOutOfRangePartitions().toString()), e);
    }
  }

  private void rewind() {
    positions.forEach((partition, next) -> consumer.seek(partition(partition), next));
  }

  private TopicPartition partition(int partition) {
    return new TopicPartition(topic, partition);
  }

  private List<TopicPartition> partitions() {
    return positions.keySet().stream().map(this::partition).toList();
  }

  private static StateFollower closingOnFailure(
      Consumer<byte[], byte[]> consumer, java.util.function.Supplier<StateFollower> opening) {
    boolean opened = false;
    try {
      StateFollower follower = opening.get();
      opened = true;
      return follower;
    } finally {
      if (!opened) {
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
      }
    }
  }

  private static SortedMap<Integer, Long> beginning(
      Consumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> present =
        consumer.partitionsFor(topic, BROKER_LIMIT).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    if (present.isEmpty()) {
      throw new IllegalArgumentException(
          "Topic " + topic + " does not exist: check its name, and that Headwater has run");
    }
    SortedMap<Integer, Long> positions = new TreeMap<>();
    consumer
        .beginningOffsets(present, BROKER_LIMIT)
        .forEach((partition, first) -> positions.put(partition.partition(), first));
    return positions;
  }

  private static void checkPositions(Map<Integer, Long> positions) {
    boolean valid =
        positions.entrySet().stream().allMatch(next -> next.getKey() >= 0 && next.getValue() >= 0);
    if (positions.isEmpty() || !valid) {
      throw new IllegalArgumentException(
          "Positions name at least one partition, and none below 0: " + positions);
    }
  }

  /**
   * Refuses settings that Kafka would refuse; whether somebody answers there is not asked.
   *
   * @throws IllegalArgumentException when a setting is none, or an address is not a host and a port
   */
  public static void requireValid(Map<String, Object> kafkaSettings) {
    try {
      new ConsumerConfig(settings(kafkaSettings))
          .getList(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)
          .forEach(StateFollower::requireAddress);
    } catch (ConfigException e) {
      throw new IllegalArgumentException("The Kafka settings are wrong: " + e.getMessage(), e);
    }
  }

  private static void requireAddress(String server) {
    if (Utils.getHost(server) == null || Utils.getPort(server) == null) {
      throw new IllegalArgumentException(
          "A broker's address is host:port, such as kafka:9092, not " + server);
    }
  }

  static Map<String, Object> settings(Map<String, Object> given) {
    Map<String, Object> settings = new HashMap<>(given);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // A lost position must be an error: a silent reset would be a gap.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return settings;
  }
}
