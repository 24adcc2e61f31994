package io.headwater.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.consume.Followers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs against the in-memory consumer that Kafka's client library ships. */
@Timeout(30)
class KafkaSourceTest {

  private static final String TOPIC = "headwater.state.widget";
  private static final TopicPartition P0 = new TopicPartition(TOPIC, 0);
  private static final TopicPartition P1 = new TopicPartition(TOPIC, 1);
  private static final StateSource.End END =
      new StateSource.End.At(new TreeMap<>(Map.of(0, 2L, 1, 1L)));
  private static final Duration WAIT = Duration.ofMillis(20);

  private final ManualTime time = new ManualTime();
  private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("none");
  private final Identified identity = new Identified();
  private KafkaSource source;

  /** A topic that is another one from some moment on. */
  private static final class Identified implements KafkaSource.Identity {
    private boolean same = true;

    @Override
    public void require() throws StreamLostException {
      if (!same) {
        throw new StreamLostException("made anew", false);
      }
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() {
    source =
        new KafkaSource(
            Followers.of(kafka, TOPIC, Map.of(0, 0L, 1, 0L)),
            identity,
            time,
            Duration.ofSeconds(1));
    kafka.updateEndOffsets(Map.of(P0, 2L, P1, 1L));
  }

  @Test
  void tellsChangesPositionsAndLag() throws Exception {
    add(0, 0, "\"a\"", "update");
    add(1, 0, "\"b\"", "delete");

    StateSource.Batch batch = source.poll(WAIT);

    assertThat(batch.records())
        .extracting(StreamRecord::change)
        .containsExactly(
            new StateChange.Upsert("a", 3, JsonBytes.of(value("\"a\"", "update"))),
            new StateChange.Delete("b", OptionalLong.of(3)));
    assertThat(batch.next()).isEqualTo(Map.of(0, 1L, 1, 1L));
    assertThat(batch.end()).isEqualTo(END);
    assertThat(batch.oldest()).contains(Instant.EPOCH);
  }

  @Test
  void asksForTheEndEverySecondAtMost() throws Exception {
    assertThat(source.poll(WAIT).end()).isEqualTo(END);
    assertThat(source.poll(WAIT).end()).isEqualTo(new StateSource.End.Unasked());
    time.sleep(Duration.ofSeconds(1));
    assertThat(source.poll(WAIT).end()).isEqualTo(END);
  }

  @Test
  void recordsOfATopicThatWasMadeAnewAreNotDelivered() throws Exception {
    time.sleep(Duration.ofSeconds(1));
    add(0, 0, "\"a\"", "update");
    assertThat(source.poll(WAIT).records()).hasSize(1);
    identity.same = false;
    time.sleep(Duration.ofSeconds(1));
    assertThat(source.poll(WAIT).records()).isEmpty();
    add(0, 1, "\"a\"", "update");

    assertThatThrownBy(() -> source.poll(WAIT)).isInstanceOf(StreamLostException.class);
  }

  @Test
  void aPlaceThatWasTheEndIsAsYoungAsThat() throws Exception {
    add(1, 0, "\"b\"", "update");
    source.poll(WAIT);
    Instant atEnd = time.instant();
    kafka.updateEndOffsets(Map.of(P0, 2L, P1, 2L));
    add(1, 1, "\"b\"", "update");

    assertThat(source.poll(WAIT).oldest()).contains(atEnd);

    source.pause(1, 1);
    source.resume(1);
    add(1, 2, "\"b\"", "update");
    assertThat(source.poll(WAIT).oldest()).contains(atEnd);
  }

  @Test
  void staysBeforeAMalformedRecordAndGoesOnElsewhere() throws Exception {
    add(0, 0, "\"a\"", "update");
    add(0, 1, "\"a\"", "nonsense");
    StateSource.Batch batch = source.poll(WAIT);

    assertThat(batch.records()).hasSize(1);
    assertThat(batch.malformed())
        .hasValueSatisfying(
            malformed -> {
              assertThat(malformed.partition()).isZero();
              assertThat(malformed.offset()).isOne();
            });
    source.pause(0, 1);
    add(1, 0, "\"b\"", "update");

    batch = source.poll(WAIT);
    assertThat(batch.malformed()).isEmpty();
    assertThat(batch.next()).isEqualTo(Map.of(1, 1L));

    source.resume(0);
    assertThat(kafka.position(P0)).isOne();
    assertThat(kafka.paused()).isEmpty();
  }

  @Test
  void aLostPositionIsALostStream() {
    kafka.setPollException(new OffsetOutOfRangeException(Map.of(P0, 0L)));

    assertThatThrownBy(() -> source.poll(WAIT))
        .isInstanceOfSatisfying(StreamLostException.class, e -> assertThat(e.cut()).isTrue());
  }

  @Test
  void aTopicThatWasMadeAnewIsALostStream() throws Exception {
    Uuid id = Uuid.randomUuid();
    TopicDescription found = description(id);
    TopicIdentity.requireSame(new ConsumerPosition.Stream(TOPIC, id.toString(), 0), found, 1);

    assertThatThrownBy(
            () ->
                TopicIdentity.requireSame(
                    new ConsumerPosition.Stream(TOPIC, Uuid.randomUuid().toString(), 0), found, 1))
        .isInstanceOf(StreamLostException.class);
    assertThatThrownBy(
            () ->
                TopicIdentity.requireSame(
                    new ConsumerPosition.Stream(TOPIC, id.toString(), 0), found, 2))
        .isInstanceOf(StreamLostException.class)
        .hasMessageContaining("has 1 partitions, not 2");
  }

  private static TopicDescription description(Uuid id) {
    return new TopicDescription(
        TOPIC,
        false,
        List.of(new TopicPartitionInfo(0, Node.noNode(), List.of(), List.of())),
        Set.of(),
        id);
  }

  private void add(int partition, long offset, String id, String operation) {
    kafka.addRecord(
        new ConsumerRecord<>(
            TOPIC,
            partition,
            offset,
            time.instant().toEpochMilli(),
            TimestampType.CREATE_TIME,
            -1,
            -1,
            id.replace("\"", "").getBytes(StandardCharsets.UTF_8),
            value(id, operation).getBytes(StandardCharsets.UTF_8),
            new RecordHeaders(),
            Optional.empty()));
  }

  private static String value(String id, String operation) {
    return "{\"type\":\"widget\",\"operation\":\""
        + operation
        + "\",\"id\":"
        + id
        + ",\"version\":3,\"resource\":"
        + (operation.equals("delete") ? "null}" : "{}}");
  }
}
