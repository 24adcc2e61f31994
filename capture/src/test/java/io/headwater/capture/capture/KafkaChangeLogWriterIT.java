package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.json.Bytes;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.Topics;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The change log in a real broker. */
final class KafkaChangeLogWriterIT {

  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");
  private static EmbeddedKafkaBroker broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static KafkaChangeLogWriter open(String source) {
    return KafkaChangeLogWriter.open(
        ChangeLogSettings.local(broker.bootstrapServers()), source, ChangeLogTopics.ONE_ORDER);
  }

  private static ControlRecord heartbeat(String source, int number) {
    return new ControlRecord.Heartbeat(source, NOW, "0/" + number);
  }

  private static StoredPosition position(long lsn) {
    return new StoredPosition(Map.of("server", "shop"), Map.of("lsn", lsn, "snapshot", false));
  }

  @Test
  void refusesAChangeLogWithATransactionThatNobodyEnds() {
    open("hung").close();
    Map<String, Object> foreign =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "foreign");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(foreign, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      Future<RecordMetadata> unused =
          producer.send(new ProducerRecord<>(Topics.changes("hung"), 0, null, new byte[] {1}));
      producer.flush();

      assertThatThrownBy(() -> open("hung"))
          .isInstanceOf(ChangeLogException.class)
          .hasMessageContaining("--topic headwater.changes.hung --partition 0 --start-offset 0")
          .hasMessageContaining("mend:");
      producer.abortTransaction();
    }
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> reopens("hung"));
  }

  private static boolean reopens(String source) {
    open(source).close();
    return true;
  }

  @Test
  void commitsRecordsAndPositionTogether() {
    QuarantineRecord refused =
        new QuarantineRecord("together", "normalize", "t", "why", "0/1", NOW, Bytes.utf8("{}"));
    try (KafkaChangeLogWriter writer = open("together")) {
      assertThat(writer.position()).isEmpty();
      writer.begin();
      writer.append("a", heartbeat("together", 1));
      writer.quarantine(refused);
      writer.commit(Optional.of(position(10)));
      writer.begin();
      writer.append("b", heartbeat("together", 2));
      writer.commit(Optional.empty());

      assertThat(writer.position()).contains(position(10));
    }
    assertThat(read("together"))
        .containsExactly(heartbeat("together", 1), heartbeat("together", 2));
    assertThat(committed(Topics.QUARANTINE))
        .extracting(quarantined -> new String(quarantined.key(), StandardCharsets.UTF_8))
        .containsExactly(refused.key());
    assertThat(committed(Topics.QUARANTINE).getFirst().value())
        .isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
    try (KafkaChangeLogWriter next = open("together")) {
      assertThat(next.position()).contains(position(10));
    }
  }

  @Test
  void forgetsWhatWasAbortedOrLeftOpen() {
    try (KafkaChangeLogWriter writer = open("aborted")) {
      writer.begin();
      writer.append("a", heartbeat("aborted", 1));
      writer.abort();
      writer.begin();
      writer.append("b", heartbeat("aborted", 2));
      writer.commit(Optional.of(position(20)));
      writer.begin();
      writer.append("c", heartbeat("aborted", 3));
    }
    assertThat(read("aborted")).containsExactly(heartbeat("aborted", 2));
  }

  @Test
  void fencesTheFormerWriter() {
    KafkaChangeLogWriter former = open("fenced");
    former.begin();
    former.append("a", heartbeat("fenced", 1));

    try (KafkaChangeLogWriter later = open("fenced")) {
      assertThatThrownBy(() -> former.commit(Optional.of(position(30))))
          .isInstanceOf(KafkaException.class);
      assertThat(later.position()).isEmpty();
      later.begin();
      later.append("b", heartbeat("fenced", 2));
      later.commit(Optional.of(position(31)));
      assertThatThrownBy(former::begin).isInstanceOf(KafkaException.class);
    }
    former.close();
    assertThat(read("fenced")).containsExactly(heartbeat("fenced", 2));
  }

  @Test
  void waitsForItsPositionBehindAnotherSourcesOpenTransaction() throws Exception {
    String other = "other";
    String own = sameOffsetsPartition(other);
    KafkaChangeLogWriter former = open(own);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", other),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer
          .send(new ProducerRecord<>(Topics.OFFSETS, other.getBytes(StandardCharsets.UTF_8), null))
          .get();
      former.begin();
      former.commit(Optional.of(position(2)));
      former.close();

      CompletableFuture<KafkaChangeLogWriter> opening =
          CompletableFuture.supplyAsync(() -> open(own));
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(2))
          .until(() -> !opening.isDone());
      producer.commitTransaction();

      try (KafkaChangeLogWriter next = opening.get(60, TimeUnit.SECONDS)) {
        assertThat(next.position()).contains(position(2));
      }
    }
  }

  private static String sameOffsetsPartition(String source) {
    int wanted = Partitions.of(source, ChangeLogTopics.OFFSETS_PARTITIONS);
    int number = 0;
    while (Partitions.of("source" + number, ChangeLogTopics.OFFSETS_PARTITIONS) != wanted) {
      number++;
    }
    return "source" + number;
  }

  private static List<ChangeLogRecord> read(String source) {
    return committed(Topics.changes(source)).stream()
        .map(stored -> ChangeLogCodec.decode(stored.value()))
        .toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Map<String, Object> properties =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
