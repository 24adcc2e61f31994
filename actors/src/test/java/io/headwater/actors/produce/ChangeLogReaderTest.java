package io.headwater.actors.produce;

import static io.headwater.actors.produce.ConsumerInMemory.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class ChangeLogReaderTest {

  private static final String TOPIC_ID = "topic-2";

  private long nanos;
  private final ConsumerInMemory consumer = new ConsumerInMemory(0);

  @Test
  void beginsAtTheCommittedOffset() {
    consumer.committed(12, TOPIC_ID);

    assertThat(reader(consumer).applied()).isEqualTo(12);
  }

  @Test
  void beginsAtTheOffsetThatAnOperatorSet() {
    consumer.committed(12, "");

    assertThat(reader(consumer).applied()).isEqualTo(12);
  }

  @Test
  void beginsAtTheStartOfATopicThatWasMadeAnew() {
    consumer.committed(12, "topic-1");

    assertThat(reader(consumer).applied()).isZero();
  }

  @Test
  void namesItsPartitionsWithTheTopicsId() {
    assertThat(reader(consumer).partitions().getFirst().at(7).partition())
        .isEqualTo("headwater.changes.shop-0@topic-2");
  }

  @Test
  void commitsWhatIsAcknowledgedWithTheTopicsId() {
    try (ChangeLogReader reader = reader(consumer)) {
      reader.acknowledge(new Acknowledged(0, 4));
      reader.poll();

      assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION))
          .satisfies(
              committed -> {
                assertThat(committed.offset()).isEqualTo(5);
                assertThat(committed.metadata()).isEqualTo(TOPIC_ID);
              });
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void commitsNoPlaceThatTheLogForgetsWithItsTransactionMarkers() {
    try (ChangeLogReader reader = reader(consumer)) {
      consumer.add(new byte[0]);
      reader.poll();
      // The marker behind the record.
      consumer.seek(PARTITION, 2);
      pollLater(reader);
      assertThat(committed()).isZero();

      reader.acknowledge(new Acknowledged(0, 0));
      pollLater(reader);

      assertThat(committed()).isEqualTo(2);
    }
  }

  @Test
  void commitsAgainWhatTheBrokerWouldForget() {
    consumer.committed(12, TOPIC_ID);
    try (ChangeLogReader reader = reader(consumer)) {
      reader.poll();
      consumer.forgetCommitted();
      pollLater(reader);
      assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION)).isNull();

      nanos += ChangeLogReader.COMMIT_ALL_EVERY.toNanos();
      reader.poll();

      assertThat(committed()).isEqualTo(12);
    }
  }

  @Test
  void refusesALogWhoseNextRecordsAreGoneAndClosesItsConsumer() {
    ConsumerInMemory cut = new ConsumerInMemory(20);
    cut.committed(12, TOPIC_ID);

    assertThatThrownBy(() -> reader(cut))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("from offset 12, and its records before offset 20 are gone")
        .hasMessageContaining("remove the topics headwater.changes.shop and headwater.offsets");
    assertThat(cut.closed()).isTrue();
  }

  @Test
  void closesItsConsumerWhenKafkaDoesNotTellWhereToBegin() {
    KafkaException failure = new KafkaException("no answer");
    consumer.setOffsetsException(failure);

    assertThatThrownBy(() -> reader(consumer)).isSameAs(failure);
    assertThat(consumer.closed()).isTrue();
  }

  private void pollLater(ChangeLogReader reader) {
    nanos += Duration.ofSeconds(1).toNanos();
    reader.poll();
  }

  private long committed() {
    return consumer.committed(Set.of(PARTITION)).get(PARTITION).offset();
  }

  private ChangeLogReader reader(ConsumerInMemory consumer) {
    return new ChangeLogReader(consumer, List.of(PARTITION), TOPIC_ID, () -> nanos);
  }
}
