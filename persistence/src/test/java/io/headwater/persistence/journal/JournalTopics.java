package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** The topics of a journal and of two resource types, on a running broker. */
final class JournalTopics {

  static final String WIDGETS = Topics.state(JournalSamples.WIDGET);
  static final String GADGETS = Topics.state(JournalSamples.GADGET);
  private static final Set<String> NAMES =
      Set.of(Topics.JOURNAL, Topics.JOURNAL_OWNERS, WIDGETS, GADGETS);
  private static final int JOURNAL_MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Map<String, String> kafka;

  JournalTopics(String bootstrapServers) {
    this.kafka = Map.of("bootstrap.servers", bootstrapServers);
  }

  Map<String, String> kafka() {
    return kafka;
  }

  /** Deletes the topics, if they are there, and makes them anew. */
  void recreate() throws Exception {
    try (Admin admin = Admin.create(new HashMap<>(kafka))) {
      Set<String> existing = new HashSet<>(admin.listTopics().names().get());
      existing.retainAll(NAMES);
      admin.deleteTopics(existing).all().get();
      for (String name : NAMES) {
        Awaitility.await().atMost(LIMIT).until(() -> create(admin, name));
      }
      Awaitility.await().atMost(LIMIT).until(() -> isKnown(admin));
    }
  }

  /** Whether the broker knows what its controller has made. */
  private static boolean isKnown(Admin admin) throws Exception {
    try {
      return admin.describeTopics(NAMES).allTopicNames().get().size() == NAMES.size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  private static boolean create(Admin admin, String name) throws Exception {
    Map<String, String> configs = new HashMap<>(Map.of("cleanup.policy", "compact"));
    if (name.equals(Topics.JOURNAL)) {
      configs.put("max.message.bytes", Integer.toString(JOURNAL_MAX_MESSAGE_BYTES));
    } else {
      configs.put("max.message.bytes", Integer.toString(1024 * 1024));
    }
    NewTopic topic =
        new NewTopic(name, Optional.of(partitions(name)), Optional.of((short) 1)).configs(configs);
    try {
      admin.createTopics(List.of(topic)).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw e;
    }
  }

  private static int partitions(String name) {
    return name.equals(Topics.JOURNAL_OWNERS) ? 1 : JournalSamples.PARTITIONS;
  }

  /** All committed records of a topic, each partition in its order. */
  List<ConsumerRecord<String, byte[]>> committed(String topic) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("isolation.level", "read_committed");
    properties.put("auto.offset.reset", "earliest");
    properties.put("max.poll.records", 10_000);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, JournalSamples.PARTITIONS)
              .mapToObj(partition -> new TopicPartition(topic, partition))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!partitions.stream()
          .allMatch(partition -> consumer.position(partition) >= ends.get(partition))) {
        assertThat(System.nanoTime()).as("time to read " + topic).isLessThan(deadline);
        consumer.poll(Duration.ofMillis(50)).forEach(records::add);
      }
      return records;
    }
  }

  /** The journal's committed entries of one persistence id. */
  List<JournalEntry> journaled(String persistenceId) {
    return committed(Topics.JOURNAL).stream()
        .filter(journaled -> History.persistenceId(journaled.key()).equals(persistenceId))
        .filter(journaled -> journaled.value() != null)
        .map(journaled -> JournalEntry.decode(journaled.value()))
        .toList();
  }
}
