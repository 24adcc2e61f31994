package io.headwater.bench.process;

import io.headwater.bench.process.Reading.Pass;
import io.headwater.core.resource.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The same states in a state topic, one record of each widget, as after a compaction. */
final class StateTopic {

  /** About as many as the journal commits at a time under load. */
  private static final int TRANSACTION_RECORDS = 1_000;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final String bootstrapServers;
  private final List<TopicPartition> partitions;
  private final int widgets;

  private StateTopic(String bootstrapServers, int widgets, int partitions) {
    this.bootstrapServers = bootstrapServers;
    this.widgets = widgets;
    this.partitions =
        IntStream.range(0, partitions)
            .mapToObj(nth -> new TopicPartition(Topics.state(ViewServerMain.WIDGET), nth))
            .toList();
  }

  /** Creates the topic with a record of each widget. */
  static StateTopic create(BrokerProcess broker, int widgets, int partitions)
      throws ExecutionException, InterruptedException {
    StateTopic topic = new StateTopic(broker.bootstrapServers(), widgets, partitions);
    topic.create();
    topic.fill();
    return topic;
  }

  /** Reads all of it as a new consumer does that has no more than the client's defaults. */
  Pass read() {
    long states = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long startedAt = System.nanoTime();
      while (states < widgets) {
        states += consumer.poll(POLL).count();
        if (System.nanoTime() - startedAt > LIMIT.toNanos()) {
          throw new IllegalStateException(
              "%,d of %,d records within %s".formatted(states, widgets, LIMIT));
        }
      }
    }
    return new Pass(states, 0);
  }

  private void create() throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      NewTopic topic =
          new NewTopic(
                  partitions.getFirst().topic(), Optional.of(partitions.size()), Optional.empty())
              .configs(
                  Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  private void fill() {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "transactional.id",
                "bench",
                "linger.ms",
                20,
                "batch.size",
                256 * 1024),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      for (int widget = 1; widget <= widgets; widget++) {
        if (widget % TRANSACTION_RECORDS == 1) {
          producer.beginTransaction();
        }
        // A record that is refused fails the transaction's commit.
        var unused =
            producer.send(
                new ProducerRecord<>(
                    partitions.getFirst().topic(),
                    Integer.toString(widget).getBytes(StandardCharsets.UTF_8),
                    WidgetStates.created(widget)));
        if (widget % TRANSACTION_RECORDS == 0 || widget == widgets) {
          producer.commitTransaction();
        }
      }
    }
  }
}
