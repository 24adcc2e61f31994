package io.headwater.client.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs against the in-memory consumer that Kafka's client library ships. */
@Timeout(30)
class StateFollowerTest {

  private static final TopicPartition P0 = new TopicPartition(StateTexts.TOPIC, 0);
  private static final TopicPartition P1 = new TopicPartition(StateTexts.TOPIC, 1);
  private static final Duration WAIT = Duration.ofMillis(20);

  private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("none");
  private final List<DeliveredRecord> received = new ArrayList<>();

  @Test
  void startsAtTheGivenPositions() {
    try (StateFollower follower = follow(Map.of(0, 5L))) {
      add(0, 4, "1", 1);
      add(0, 5, "1", 2);
      add(0, 7, "2", 1);

      assertThat(follower.poll(WAIT, received::add)).isEqualTo(2);
      assertThat(received).extracting(DeliveredRecord::offset).containsExactly(5L, 7L);
      assertThat(follower.positions()).isEqualTo(Map.of(0, 8L));
    }
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void startsAtTheBeginningOfAllPartitions() {
    kafka.updatePartitions(StateTexts.TOPIC, List.of(partition(0), partition(1)));
    kafka.updateBeginningOffsets(Map.of(P0, 3L, P1, 0L));

    try (StateFollower follower = StateFollower.fromBeginning(kafka, StateTexts.TOPIC)) {
      assertThat(follower.positions()).isEqualTo(Map.of(0, 3L, 1, 0L));
    }
  }

  @Test
  void deliversInPartitionAndOffsetOrder() {
    try (StateFollower follower = follow(Map.of(0, 0L, 1, 0L))) {
      add(1, 0, "3", 1);
      add(0, 0, "1", 1);
      add(1, 1, "4", 1);
      add(0, 1, "2", 1);

      follower.poll(WAIT, received::add);

      assertThat(received).extracting(r -> r.record().key()).containsExactly("1", "2", "3", "4");
    }
  }

  @Test
  void deliversAgainWhatWasNotHandled() {
    IllegalStateException thrown = new IllegalStateException("full");
    try (StateFollower follower = follow(Map.of(0, 0L, 1, 0L))) {
      add(0, 0, "1", 1);
      add(0, 1, "2", 1);
      add(1, 0, "3", 1);

      assertThatThrownBy(
              () ->
                  follower.poll(
                      WAIT,
                      delivered -> {
                        if (delivered.record().key().equals("2")) {
                          throw thrown;
                        }
                      }))
          .isSameAs(thrown);

      assertThat(follower.positions()).isEqualTo(Map.of(0, 1L, 1, 0L));
      assertThat(kafka.position(P0)).isEqualTo(1);
      assertThat(kafka.position(P1)).isZero();
    }
  }

  @Test
  void staysBeforeAMalformedRecord() {
    try (StateFollower follower = follow(Map.of(0, 0L))) {
      add(0, 0, "1", 1);
      kafka.addRecord(StateTexts.kafka(0, 1, "1", "oops"));

      assertThatThrownBy(() -> follower.poll(WAIT, received::add))
          .isInstanceOf(MalformedStateRecordException.class)
          .hasMessageContaining("partition 0, offset 1");
      assertThat(follower.positions()).isEqualTo(Map.of(0, 1L));
      assertThat(received).hasSize(1);
    }
  }

  @Test
  void readsToTheEndAsOfTheCall() {
    try (StateFollower follower = follow(Map.of(0, 0L, 1, 2L))) {
      kafka.updateEndOffsets(Map.of(P0, 2L, P1, 2L));
      add(0, 0, "1", 1);
      kafka.schedulePollTask(() -> {});
      kafka.schedulePollTask(() -> add(0, 1, "1", 2));

      assertThat(follower.readToEnd(Duration.ofSeconds(60), received::add)).isEqualTo(2);
      assertThat(follower.readToEnd(WAIT, received::add)).isZero();
    }
  }

  @Test
  void tellsWhatIsLeftWhenTheTimeIsUp() {
    try (StateFollower follower = follow(Map.of(0, 0L, 1, 0L))) {
      kafka.updateEndOffsets(Map.of(P0, 1L, P1, 4L));
      add(0, 0, "1", 1);

      assertThatThrownBy(() -> follower.readToEnd(Duration.ofMillis(50), received::add))
          .isInstanceOfSatisfying(
              FollowTimeoutException.class, e -> assertThat(e.lag()).isEqualTo(Map.of(1, 4L)))
          .hasMessageContaining("within 50 ms; offsets left per partition: {1=4}");
      assertThat(received).hasSize(1);
    }
  }

  @Test
  void refusesPositionsTheTopicDoesNotHave() {
    try (StateFollower follower = follow(Map.of(0, 9L))) {
      kafka.updateEndOffsets(Map.of(P0, 2L));
      assertThatThrownBy(() -> follower.readToEnd(Duration.ofSeconds(60), received::add))
          .isInstanceOf(PositionLostException.class)
          .hasMessageContaining("{0=9}, beyond the ends {0=2}")
          .hasMessageContaining("new bootstrap");

      kafka.setPollException(new OffsetOutOfRangeException(Map.of(P0, 9L)));
      assertThatThrownBy(() -> follower.poll(WAIT, received::add))
          .isInstanceOf(PositionLostException.class)
          .hasMessageContaining("headwater.state.widget-0=9");
    }
  }

  @Test
  void refusesPositionsThatNameNothing() {
    assertThatThrownBy(() -> follow(Map.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> follow(Map.of(0, -1L))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void overridesSettingsThatWouldLoseOrInventRecords() {
    Map<String, Object> settings =
        StateFollower.settings(
            Map.of("bootstrap.servers", "127.0.0.1:9", "isolation.level", "read_uncommitted"));

    assertThat(settings)
        .containsEntry("bootstrap.servers", "127.0.0.1:9")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("auto.offset.reset", "none")
        .containsEntry("enable.auto.commit", false);
  }

  @Test
  void opensARealConsumerWithoutABroker() {
    Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:9");

    try (StateFollower follower = StateFollower.from(settings, StateTexts.TOPIC, Map.of(0, 5L))) {
      assertThat(follower.poll(WAIT, received::add)).isZero();
      assertThat(follower.positions()).isEqualTo(Map.of(0, 5L));
      assertThatThrownBy(() -> follower.readToEnd(Duration.ofMillis(50), received::add))
          .isInstanceOf(FollowTimeoutException.class)
          .hasMessageContaining("partitions [0], were not told within 50 ms");
    }
  }

  private StateFollower follow(Map<Integer, Long> positions) {
    return StateFollower.from(kafka, StateTexts.TOPIC, positions);
  }

  private void add(int partition, long offset, String id, long version) {
    kafka.addRecord(
        StateTexts.kafka(partition, offset, id, StateTexts.value(id, version, "update")));
  }

  private static PartitionInfo partition(int number) {
    return new PartitionInfo(StateTexts.TOPIC, number, Node.noNode(), new Node[0], new Node[0]);
  }
}
