package io.headwater.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.client.consumer.ConsumerHealth.Phase;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A consumer that follows a topic of a real broker, to which strange things happen. */
@Timeout(180)
class StateTopicIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TOPIC = "topic";
  private static final int KEYS = 30;

  private final ModelStream stream = new ModelStream(2, new ManualTime());
  private final Random random = new Random(3);
  private final ModelProvider provider =
      new ModelProvider(stream, random, ModelProvider.Following.TOPIC);
  private final ModelSink sink = new ModelSink(random);
  private EmbeddedKafkaBroker kafka;
  private Admin admin;
  private KafkaProducer<String, byte[]> producer;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
    admin = Admin.create(settings());
    producer = new KafkaProducer<>(settings(), new StringSerializer(), new ByteArraySerializer());
    createTopic();
    for (int i = 0; i < KEYS; i++) {
      upsert("k" + i);
    }
    provider.catchUp();
  }

  @AfterEach
  void stop() {
    producer.close(Duration.ZERO);
    admin.close(Duration.ZERO);
    kafka.close();
  }

  @Test
  void aTopicThatIsMadeAnewIsBootstrappedAnewAndWhatItLacksGoes() throws Exception {
    try (ModelServer server = new ModelServer(stream, provider, "zstd");
        HeadwaterConsumer consumer = consumer(server)) {
      assertThat(consumer.awaitUpToDate(LIMIT)).isTrue();
      assertThat(sink.states).isEqualTo(stream.states()).hasSize(KEYS);

      synchronized (stream) {
        stream.delete("k7");
        admin.deleteTopics(List.of(TOPIC)).all().get();
        await("deleted")
            .atMost(LIMIT)
            .until(() -> !admin.listTopics().names().get().contains(TOPIC));
        createTopic();
        // Longer than the old one in each partition: nothing but its identity tells them apart.
        stream.remake();
        for (int round = 0; round < 3; round++) {
          stream.states().keySet().forEach(stream::upsert);
        }
        stream.named(topicId());
        provider.catchUp();
        for (int partition = 0; partition < stream.partitions; partition++) {
          stream.read(partition, 0, Integer.MAX_VALUE).forEach(this::send);
        }
        producer.flush();
      }

      await("the copy is what the new topic says")
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                assertThat(consumer.health().bootstraps()).isEqualTo(2);
                assertThat(sink.states).isEqualTo(stream.states()).doesNotContainKey("k7");
              });
      upsert("k3");
      await("it is followed").atMost(LIMIT).until(() -> sink.states.equals(stream.states()));
      assertThat(sink.violations).isEmpty();
    }
  }

  @Test
  void aRecordThatIsNoStateStopsItsPartitionUntilItIsGone() throws Exception {
    try (ModelServer server = new ModelServer(stream, provider, "gzip");
        HeadwaterConsumer consumer = consumer(server)) {
      assertThat(consumer.awaitUpToDate(LIMIT)).isTrue();
      int stopped = stream.partition("k0");
      String other = otherPartition(stopped);
      producer
          .send(new ProducerRecord<>(TOPIC, stopped, "k0", "none".getBytes(StandardCharsets.UTF_8)))
          .get();
      upsert(other);

      await("told, and gone around")
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                ConsumerHealth health = consumer.health();
                assertThat(health.pausedPartitions()).containsExactly(stopped);
                assertThat(health.problem().orElse(""))
                    .contains("partition " + stopped, "offset " + stream.end(stopped));
                assertThat(health.phase()).isEqualTo(Phase.FOLLOWING);
                assertThat(sink.states).containsEntry(other, 2L);
              });
    }
  }

  private HeadwaterConsumer consumer(ModelServer server) {
    return HeadwaterConsumer.of("widget")
        .bootstrapFrom(server.address())
        .followKafka(settings())
        .into(sink)
        .settings(
            ConsumerSettings.defaults()
                .withBackoff(new Backoff(Duration.ofMillis(20), Duration.ofMillis(200), 0.5)))
        .start();
  }

  private Map<String, Object> settings() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  private void createTopic() throws Exception {
    admin.createTopics(List.of(new NewTopic(TOPIC, stream.partitions, (short) 1))).all().get();
    stream.named(topicId());
  }

  private String topicId() throws Exception {
    TopicDescription found = admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC);
    return Optional.ofNullable(found).orElseThrow().topicId().toString();
  }

  private void upsert(String key) throws Exception {
    synchronized (stream) {
      stream.upsert(key);
      int partition = stream.partition(key);
      send(stream.read(partition, stream.end(partition) - 1, 1).getFirst());
      producer.flush();
      provider.catchUp();
    }
  }

  private void send(ModelStream.Entry entry) {
    String value = ModelStream.value(entry.key(), entry.version()).toString();
    ProducerRecord<String, byte[]> told =
        new ProducerRecord<>(
            TOPIC,
            stream.partition(entry.key()),
            entry.key(),
            entry.kind() == ModelStream.Kind.TOMBSTONE
                ? null
                : value.getBytes(StandardCharsets.UTF_8));
    producer.send(told);
  }

  private String otherPartition(int but) {
    for (int i = 0; i < KEYS; i++) {
      if (stream.partition("k" + i) != but) {
        return "k" + i;
      }
    }
    throw new IllegalStateException("all keys are in one partition");
  }
}
