package io.headwater.capture.capture.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RawTopicsReaderTest {

  private static final TopicPartition FIRST = new TopicPartition("raw", 0);
  private static final TopicPartition SECOND = new TopicPartition("raw", 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final RawTopics topics = topics();
  private final RawPositions positions = new RawPositions("legacy", Optional.empty());

  @Test
  void goesBehindWhatGivesNoRecord() {
    try (RawTopicsReader reader = reader()) {
      // An aborted transaction.
      consumer.seek(SECOND, 7);

      assertThat(reader.poll(Set.of())).isEmpty();

      assertThat(reader.position(Map.of()).offset())
          .isEqualTo(Map.of("raw-0", "0@of raw", "raw-1", "7@of raw"));
    }
  }

  @Test
  void goesBehindNothingThatIsHeldOrNotPolled() {
    try (RawTopicsReader reader = reader()) {
      consumer.setMaxPollRecords(1);
      for (int offset = 0; offset < 3; offset++) {
        consumer.addRecord(new ConsumerRecord<>("raw", 0, offset, new byte[0], new byte[0]));
      }
      consumer.seek(SECOND, 7);

      assertThat(reader.poll(Set.of())).hasSize(1);

      assertThat(reader.position(Map.of(SECOND, 3L)).offset())
          .isEqualTo(Map.of("raw-0", "1@of raw", "raw-1", "3@of raw"));
    }
  }

  private RawTopicsReader reader() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 10L, SECOND, 10L));
    consumer.assign(Set.of(FIRST, SECOND));
    return new RawTopicsReader(consumer, topics, positions);
  }

  private static RawTopics topics() {
    SequencedMap<String, Integer> counts = new LinkedHashMap<>();
    counts.put("raw", 2);
    return RawTopics.of(counts);
  }
}
