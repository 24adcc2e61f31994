package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.PARTITIONS;
import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static io.headwater.persistence.journal.JournalSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.resource.Topics;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HangingTransactionsIT {

  @TempDir Path brokerDirectory;
  @TempDir Path directory;

  private EmbeddedKafkaBroker broker;
  private JournalTopics topics;

  @BeforeEach
  void startBroker() throws Exception {
    broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.keptIn(brokerDirectory));
    topics = new JournalTopics(broker.bootstrapServers());
    topics.recreate();
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  @Test
  void showsACommittedTransactionWhoseMarkersTheBrokerLost() throws Exception {
    JournalWrite first = write(replaced(WIDGET, "w1", 1), 1);
    List<Claim> standing;
    try (JournalRuntime runtime = JournalSettingsSamples.open(settings("first", "node-1"));
        ClaimLog claims = new ClaimLog(topics.kafka())) {
      submit(runtime, first);
      standing = claims.read();
    }
    leave(standing);
    restartWithoutMarkers(standing.getFirst().claimant());
    assertThat(topics.journaled("widget|w1")).isEmpty();

    try (JournalRuntime runtime = JournalSettingsSamples.open(settings("second", "node-1"))) {
      assertThat(runtime.store().entry("widget|w1")).contains(first.entry());
      assertThat(widgets()).containsExactly("w1");
      submit(runtime, write(replaced(WIDGET, "w1", 2), 2));
    }
    assertThat(widgets()).containsExactly("w1", "w1");
  }

  @Test
  void hidesAnAbortedTransactionWhoseMarkersTheBrokerLost() throws Exception {
    Claim.Claimant killed = claimant("node-1");
    transact(killed, false);
    leave(List.of(new Claim(0, killed)));
    restartWithoutMarkers(killed);

    try (JournalRuntime runtime = JournalSettingsSamples.open(settings("second", "node-1"))) {
      assertThat(runtime.store().entry("widget|w1")).isEmpty();
      submit(runtime, write(replaced(WIDGET, "w1", 1), 1));
    }
    assertThat(topics.journaled("widget|w1")).hasSize(1);
  }

  @Test
  void doesNotOpenWhenTheFateOfATransactionIsUnknown() throws Exception {
    Claim.Claimant unknown = claimant("gone");
    transact(unknown, true);
    restartWithoutMarkers(unknown);

    assertThatThrownBy(() -> JournalSettingsSamples.open(settings("second", "node-1")).close())
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("whether it was committed or aborted cannot be told")
        .hasMessageContaining("--topic headwater.journal --partition 0 --start-offset 0")
        .hasMessageContaining("mend:");
  }

  /** The transaction is over for its coordinator, and open in its partitions. */
  private void restartWithoutMarkers(Claim.Claimant writer) throws Exception {
    try (Admin admin = Admin.create(new HashMap<>(topics.kafka()))) {
      String id = writer.transactionalId();
      Awaitility.await()
          .atMost(WriterScenario.LIMIT)
          .until(
              () ->
                  admin
                      .describeTransactions(List.of(id))
                      .description(id)
                      .get()
                      .state()
                      .name()
                      .startsWith("COMPLETE"));
    }
    broker.close();
    assertThat(LogEnds.cutMarkers(brokerDirectory, "headwater.")).isPositive();
    broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.keptIn(brokerDirectory));
    topics = new JournalTopics(broker.bootstrapServers());
  }

  private static void submit(JournalRuntime runtime, JournalWrite write) throws Exception {
    runtime.submit(write);
    assertThat(write.done().get(WriterScenario.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEmpty();
  }

  private static Claim.Claimant claimant(String writerId) {
    return new Claim.Claimant(writerId, "1", JournalRuntime.transactionalId(writerId, "1"), "");
  }

  /** The claims of a writer that was killed. */
  private void leave(List<Claim> standing) {
    try (ClaimLog claims = new ClaimLog(topics.kafka())) {
      claims.claim(standing);
    }
  }

  private void transact(Claim.Claimant writer, boolean commit) {
    Map<String, Object> properties =
        JournalRuntime.producerProperties(
            settings("any", writer.writerId()), writer.transactionalId());
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    byte[] entry = write(replaced(WIDGET, "w1", 1), 1).entry().encode();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(Topics.JOURNAL, 0, "widget|w1", entry));
      producer.flush();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  private List<String> widgets() {
    return topics.committed(JournalTopics.WIDGETS).stream()
        .filter(one -> one.value() != null)
        .map(one -> one.key())
        .toList();
  }

  private JournalSettings settings(String store, String writerId) {
    return JournalSettingsSamples.of(
        new HashMap<>(topics.kafka()), PARTITIONS, writerId, directory.resolve(store));
  }
}
