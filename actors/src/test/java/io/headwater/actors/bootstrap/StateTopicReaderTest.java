package io.headwater.actors.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.bootstrap.BootstrapViewWriter.Reached;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StateTopicReaderTest {

  private static final ResourceType WIDGET = new ResourceType("widget");
  private static final String TOPIC = Topics.state(WIDGET);
  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00Z");
  private static final Instant OLD = NOW.minusSeconds(86_400);
  private static final Instant AT_END = NOW.minus(ViewSetup.END_AGE);

  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");
  private Map<Integer, Long> ends = Map.of();

  @BeforeEach
  void partitions() {
    Node[] none = {};
    consumer.updatePartitions(
        TOPIC,
        List.of(
            new PartitionInfo(TOPIC, 0, Node.noNode(), none, none),
            new PartitionInfo(TOPIC, 1, Node.noNode(), none, none)));
    consumer.updateBeginningOffsets(Map.of(partition(0), 0L, partition(1), 0L));
  }

  @AfterEach
  void close() {
    consumer.close();
  }

  private static TopicPartition partition(int number) {
    return new TopicPartition(TOPIC, number);
  }

  private StateTopicReader from(Map<Integer, Long> next) {
    return new StateTopicReader(
        consumer, WIDGET, StreamPositions.of("e1", next), () -> ends, () -> NOW);
  }

  private void add(int partition, long offset) {
    consumer.addRecord(
        new ConsumerRecord<>(
            TOPIC,
            partition,
            offset,
            OLD.toEpochMilli(),
            TimestampType.CREATE_TIME,
            2,
            1,
            "42",
            new byte[] {'1'},
            new RecordHeaders(),
            Optional.empty()));
  }

  @Test
  void aPartitionIsOnlyAsOfNowWhenItIsAtItsOwnEnd() {
    StateTopicReader reader = from(Map.of());
    ends = Map.of(0, 1L, 1, 1L);
    add(0, 0);
    add(0, 1);

    StateTopicReader.Polled polled = reader.poll();

    assertThat(polled.reached())
        .isEqualTo(Map.of(0, new Reached(2, AT_END), 1, new Reached(0, Instant.EPOCH)));
    assertThat(polled.next()).isEqualTo(Map.of(0, 2L, 1, 0L));
  }

  @Test
  void whileTheEndsAreUnknownAPartitionIsAsOfItsLastRecord() {
    StateTopicReader reader = from(Map.of(0, 7L, 1, 9L));
    add(0, 7);

    assertThat(reader.poll().reached())
        .isEqualTo(Map.of(0, new Reached(8, OLD), 1, new Reached(9, Instant.EPOCH)));
  }

  @Test
  void aTopicThatDoesNotHaveTheOffsetsIsRefusedInsteadOfReadFromItsBeginning() {
    StateTopicReader reader = from(Map.of(0, 7L, 1, 9L));
    consumer.setPollException(new OffsetOutOfRangeException(Map.of(partition(0), 7L)));

    assertThatThrownBy(reader::poll)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(TOPIC)
        .hasMessageContaining("mend:");
  }
}
