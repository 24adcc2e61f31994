package io.headwater.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.app.cluster.CommittedRecords.Committed;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.headwater.dev.server.KafkaBrokerSettings.ProxiedPort;
import io.headwater.dev.server.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaProxyIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TOPIC = "proxied";

  private static KafkaProxy proxy;
  private static EmbeddedKafkaBroker broker;

  @BeforeAll
  static void start() throws Exception {
    int port = Ports.free();
    proxy = KafkaProxy.start(port);
    broker =
        EmbeddedKafkaBroker.start(
            KafkaBrokerSettings.temporary().withProxied(new ProxiedPort(port, proxy.port())));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
          .all()
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    broker.close();
    proxy.close();
  }

  @Test
  void aClientStaysBehindTheProxy() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", proxy.bootstrapServers()))) {
      assertThat(admin.describeCluster().nodes().toCompletionStage().toCompletableFuture().join())
          .extracting(node -> node.port())
          .containsExactly(proxy.port());
    }
  }

  @Test
  void aCommitWhoseAnswerIsLostIsInTheTopicOnce() throws Exception {
    try (KafkaProducer<String, String> producer = producer("loses");
        CommittedRecords<Committed> records = records()) {
      producer.initTransactions();
      commit(producer, "loses", "1");
      LostAnswer lost = proxy.loseAnswer(Selection.commitsOf("loses"));

      // The client asks again by itself, and the broker knows that it has committed.
      commit(producer, "loses", "2");
      assertThat(lost.await(LIMIT)).isEqualTo(Errors.NONE);
      commit(producer, "loses", "3");

      assertThat(valuesOf(records, "loses")).containsExactly("1", "2", "3");
    }
  }

  @Test
  void aCommitThatComesAfterItsWriterWasFencedIsRefused() throws Exception {
    try (KafkaProducer<String, String> former = producer("held");
        KafkaProducer<String, String> successor = producer("held");
        CommittedRecords<Committed> records = records()) {
      former.initTransactions();
      commit(former, "held", "1");
      HeldRequest held = proxy.hold(Selection.commitsOf("held"));
      CompletableFuture<Void> late =
          CompletableFuture.runAsync(() -> commit(former, "held", "late"));
      held.awaitHeld(LIMIT);

      successor.initTransactions();
      held.release();
      assertThat(held.answer(LIMIT)).isIn(Errors.PRODUCER_FENCED, Errors.INVALID_PRODUCER_EPOCH);
      assertThatThrownBy(() -> late.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .hasCauseInstanceOf(KafkaException.class);
      commit(successor, "held", "2");

      assertThat(valuesOf(records, "held")).containsExactly("1", "2");
      assertThat(proxy.refusals())
          .anyMatch(refusal -> refusal.api() == ApiKeys.END_TXN && refusal.writer().equals("held"));
    }
  }

  private static void commit(KafkaProducer<String, String> producer, String key, String value) {
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(TOPIC, key, value));
    producer.commitTransaction();
  }

  private static List<String> valuesOf(CommittedRecords<Committed> records, String key) {
    return records.readAll().stream()
        .filter(one -> one.key().equals(key))
        .map(one -> one.text().orElse(""))
        .toList();
  }

  private static CommittedRecords<Committed> records() {
    return new CommittedRecords<>(
        Map.of("bootstrap.servers", broker.bootstrapServers()), TOPIC, Function.identity());
  }

  private static KafkaProducer<String, String> producer(String transactionalId) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", proxy.bootstrapServers(), "transactional.id", transactionalId),
        new StringSerializer(),
        new StringSerializer());
  }
}
