package io.headwater.capture.capture.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.capture.capture.ChangeLogSettings;
import io.headwater.capture.capture.KafkaChangeLogWriter;
import io.headwater.capture.capture.RetryInbox;
import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.SourceStatus.EngineState;
import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.resource.Topics;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Raw topics of a real broker become a change log in it. */
final class RawTopicsEngineIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int PARTITIONS = 2;
  private static EmbeddedKafkaBroker broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void takesEachChangeOnceOverRestartsInTheOrderOfItsPartition() throws Exception {
    createTopic("once.widgets", PARTITIONS);
    List<String> expected = new ArrayList<>();
    for (int run = 0; run < 4; run++) {
      for (int i = 0; i < 50; i++) {
        int number = run * 50 + i;
        send("once.widgets", number % PARTITIONS, "widgets " + number % 7 + " " + number);
        expected.add(number % PARTITIONS + ": " + number);
      }
      CaptureEngine.Running engine = start("once", "once.widgets", 1_000);
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(changes("once")).hasSize(expected.size()));
      engine.stop(LIMIT);
      assertThat(engine.completion().toCompletableFuture().get()).isEmpty();
    }

    assertThat(changes("once")).containsExactlyInAnyOrderElementsOf(expected);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      String own = partition + ": ";
      assertThat(changes("once").stream().filter(change -> change.startsWith(own)))
          .containsExactlyElementsOf(expected.stream().filter(it -> it.startsWith(own)).toList());
    }
  }

  @Test
  void knowsWhatAConnectorSendsAgainAfterItsOwnRestart() throws Exception {
    createTopic("again.widgets", 1);
    send("again.widgets", 0, "widgets 1 1", "widgets 1 2", "widgets 2 3");
    CaptureEngine.Running first = start("again", "again.widgets", 1_000);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(changes("again")).hasSize(3));
    first.stop(LIMIT);

    send("again.widgets", 0, "widgets 1 2", "widgets 2 3", "widgets 1 4");
    CaptureEngine.Running second = start("again", "again.widgets", 1_000);

    await().atMost(LIMIT).untilAsserted(() -> assertThat(changes("again")).contains("0: 4"));
    second.stop(LIMIT);
    assertThat(changes("again")).containsExactly("0: 1", "0: 2", "0: 3", "0: 4");
  }

  @Test
  void readsATopicThatWasMadeAnewFromItsBeginning() throws Exception {
    createTopic("anew.widgets", 1);
    send("anew.widgets", 0, "widgets 1 1", "widgets 1 2");
    CaptureEngine.Running first = start("anew", "anew.widgets", 1_000);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(changes("anew")).hasSize(2));
    first.stop(LIMIT);
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of("anew.widgets")).all().get();
      await().atMost(LIMIT).until(() -> !admin.listTopics().names().get().contains("anew.widgets"));
    }
    createTopic("anew.widgets", 1);
    send("anew.widgets", 0, "widgets 1 7", "widgets 1 8", "widgets 1 9");

    CaptureEngine.Running second = start("anew", "anew.widgets", 1_000);

    await().atMost(LIMIT).untilAsserted(() -> assertThat(changes("anew")).hasSize(5));
    second.stop(LIMIT);
    assertThat(changes("anew")).containsExactly("0: 1", "0: 2", "0: 7", "0: 8", "0: 9");
  }

  @Test
  void failsWhenRecordsAreGoneThatWereNotReadAndSaysWhich() throws Exception {
    createTopic("gone.widgets", 1);
    send("gone.widgets", 0, "widgets 1 1");
    CaptureEngine.Running first = start("gone", "gone.widgets", 1_000);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(changes("gone")).hasSize(1));
    first.stop(LIMIT);
    send("gone.widgets", 0, "widgets 1 2", "widgets 1 3");
    try (Admin admin = admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition("gone.widgets", 0), RecordsToDelete.beforeOffset(2)))
          .all()
          .get();
    }

    CaptureEngine.Running second = start("gone", "gone.widgets", 1_000);

    assertThat(second.completion().toCompletableFuture().get())
        .hasValueSatisfying(
            failure ->
                assertThat(failure)
                    .hasMessageStartingWith(
                        "gone.widgets-0 is to be read from offset 1, and its records before offset 2 are gone")
                    .hasMessageContaining("mend: "));
    assertThat(second.status().state()).isEqualTo(EngineState.FAILED);
    assertThat(changes("gone")).containsExactly("0: 1");
  }

  @Test
  void failsWhenARowsChangesWouldGoToAnotherPartitionThanBefore() throws Exception {
    createTopic("routed.widgets", PARTITIONS);
    createTopic("routed.transactions", 1);
    send("routed.widgets", 1, "widgets 1 1");
    CaptureEngine.Running first = start("routed", "routed.widgets", 1_000);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(changes("routed")).hasSize(1));
    first.stop(LIMIT);
    send("routed.widgets", 1, "widgets 1 2");

    CaptureEngine.Running second =
        start(
            "routed",
            "routed.widgets",
            1_000,
            Optional.of(new TransactionTopic("routed.transactions", raw -> Optional.empty())));

    assertThat(second.completion().toCompletableFuture().get())
        .hasValueSatisfying(
            failure ->
                assertThat(failure)
                    .hasMessageContaining("would now go to the partition 0")
                    .hasMessageContaining("mend: "));
    assertThat(changes("routed")).containsExactly("1: 1");
  }

  @Test
  void failsWithoutItsTopicAndSaysHowToMendIt() throws Exception {
    CaptureEngine.Running engine = start("missing", "missing.widgets", 1_000);

    assertThat(engine.completion().toCompletableFuture().get())
        .hasValueSatisfying(
            failure ->
                assertThat(failure)
                    .hasMessageContaining("there are no topics [missing.widgets]")
                    .hasMessageContaining("mend: "));
  }

  @Test
  void readsARecordAgainInTheVeryTopicThatHadIt() throws Exception {
    createTopic("one.widgets", 1);
    send("one.widgets", 0, "widgets 1 1", "widgets 1 2");
    Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    String id = RawTopics.find(kafka, List.of("one.widgets")).id("one.widgets");

    assertThat(read(kafka, "one.widgets", Optional.of(id))).contains(Bytes.utf8("widgets 1 2"));
    assertThat(read(kafka, "one.widgets", Optional.empty())).contains(Bytes.utf8("widgets 1 2"));
    assertThat(read(kafka, "one.widgets", Optional.of("made before"))).isEmpty();
    assertThat(read(kafka, "one.gone", Optional.of(id))).isEmpty();
  }

  private static Optional<Bytes> read(
      Map<String, String> kafka, String topic, Optional<String> topicId) {
    return OneRecord.read(
            kafka,
            Map.copyOf(kafka),
            new RefusedInput.Place(topic, 0, 1, topicId, Optional.empty()))
        .flatMap(RawRecord::value);
  }

  private static void createTopic(String name, int partitions) throws Exception {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static void send(String topic, int partition, String... values) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, partition, "key", value)).get();
      }
    }
  }

  private static CaptureEngine.Running start(String source, String topic, int window) {
    return start(source, topic, window, Optional.empty());
  }

  private static CaptureEngine.Running start(
      String source, String topic, int window, Optional<TransactionTopic> transactions) {
    SequencedMap<String, Optional<RawFormat>> topics = new LinkedHashMap<>();
    topics.put(topic, Optional.of(RawFormat.MAXWELL));
    RawTopicsSettings settings =
        new RawTopicsSettings(
            source,
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            topics,
            transactions,
            Set.of(LineNormalizer.table("widgets")),
            raw -> Optional.empty(),
            format -> new LineNormalizer(),
            true,
            window);
    return RawTopicsEngine.start(
        settings,
        KafkaChangeLogWriter.open(
            ChangeLogSettings.local(broker.bootstrapServers()), source, PARTITIONS),
        RetryInbox.none(),
        new SimpleMeterRegistry());
  }

  /** What the change log holds, as {@code partition: position}. */
  private static List<String> changes(String source) {
    List<String> changes = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        TopicPartition read = new TopicPartition(Topics.changes(source), partition);
        consumer.assign(List.of(read));
        consumer.seekToBeginning(List.of(read));
        long end = consumer.endOffsets(List.of(read)).getOrDefault(read, 0L);
        while (consumer.position(read) < end) {
          for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(100))) {
            if (ChangeLogCodec.decode(one.value()) instanceof ChangeEvent event) {
              changes.add(one.partition() + ": " + event.source().position());
            }
          }
        }
      }
    }
    return changes;
  }
}
