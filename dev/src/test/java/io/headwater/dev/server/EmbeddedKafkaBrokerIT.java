package io.headwater.dev.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaBrokerIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TOPIC = "things";

  @TempDir Path folder;

  @Test
  void showsCommittedTransactionsOnlyAndReleasesItsPort() throws Exception {
    int port;
    Path directory;
    try (EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary())) {
      port = broker.port();
      directory = broker.directory();
      createTopic(broker, TOPIC);
      try (KafkaProducer<String, String> producer = producer(broker)) {
        producer.initTransactions();
        transact(producer, "aborted", false);
        transact(producer, "committed", true);
      }

      assertThat(committed(broker, 1)).containsExactly("committed");
      assertThat(transactionVersion(broker)).isEqualTo((short) 2);
      assertThat(broker.fault()).isEmpty();
    }

    assertThat(Ports.isFree(port)).isTrue();
    assertThat(directory).doesNotExist();
  }

  @Test
  void keepsTopicsAndClusterIdOnOtherPorts() throws Exception {
    KafkaBrokerSettings settings = KafkaBrokerSettings.keptIn(folder);
    String clusterId;
    int port;
    try (EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(settings)) {
      port = broker.port();
      clusterId = clusterId(broker);
      createTopic(broker, TOPIC);
      try (KafkaProducer<String, String> producer = producer(broker)) {
        producer.initTransactions();
        transact(producer, "first", true);
      }
    }

    int other = Ports.preferred(port + 1).port();
    try (EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(settings.withBrokerPort(other))) {
      assertThat(clusterId(broker)).isEqualTo(clusterId);
      try (KafkaProducer<String, String> producer = producer(broker)) {
        producer.initTransactions();
        transact(producer, "second", true);
      }
      assertThat(committed(broker, 2)).containsExactly("first", "second");
    }
  }

  @Test
  void recoversTheDirectoryOfAKilledProcess() throws Exception {
    Process process = DoomedProcess.start("kafka", folder);
    try {
      DoomedProcess.awaitReady(process);
    } finally {
      process.destroyForcibly().waitFor();
    }

    try (EmbeddedKafkaBroker broker =
            EmbeddedKafkaBroker.start(KafkaBrokerSettings.keptIn(folder));
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      assertThat(admin.listTopics().names().get()).contains("survivor");
      createTopic(broker, TOPIC);
      try (KafkaProducer<String, String> producer = producer(broker)) {
        producer.initTransactions();
        transact(producer, "after", true);
      }
      assertThat(committed(broker, 1)).containsExactly("after");
    }
  }

  @Test
  void recordsAFaultInsteadOfEndingTheProcess() {
    try (EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary())) {
      Assertions.assertThatThrownBy(() -> Exit.halt(3, "disk failed"))
          .hasMessageContaining("disk failed");

      assertThat(broker.fault())
          .hasValueSatisfying(
              fault -> {
                assertThat(fault.statusCode()).isEqualTo(3);
                assertThat(fault.message()).isEqualTo("disk failed");
              });
    }
  }

  private static void transact(
      KafkaProducer<String, String> producer, String value, boolean commit) {
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(TOPIC, "key", value));
    if (commit) {
      producer.commitTransaction();
    } else {
      producer.abortTransaction();
    }
  }

  private static void createTopic(EmbeddedKafkaBroker broker, String name) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    }
  }

  private static String clusterId(EmbeddedKafkaBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return admin.describeCluster().clusterId().get();
    }
  }

  private static short transactionVersion(EmbeddedKafkaBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return admin
          .describeFeatures()
          .featureMetadata()
          .get()
          .finalizedFeatures()
          .get("transaction.version")
          .maxVersionLevel();
    }
  }

  private static KafkaProducer<String, String> producer(EmbeddedKafkaBroker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "writer"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static List<String> committed(EmbeddedKafkaBroker broker, int count) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
      List<String> values = new ArrayList<>();
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                for (ConsumerRecord<String, String> row : consumer.poll(Duration.ofMillis(100))) {
                  values.add(row.value());
                }
                return values.size() >= count;
              });
      return values;
    }
  }
}
